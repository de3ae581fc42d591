import { createHash } from 'node:crypto';
import type { Response } from 'express';
import { z } from 'zod';
import { procedureOf } from '../../db/queries/procedures.ts';
import type { Actor } from '../../domain/authority/actor.ts';
import { seesTask } from '../../domain/authority/task-sight.ts';
import { draw, forEverybody, type Drawing, type DrawOptions } from '../../domain/drawing/draw.ts';
import { STYLE } from '../../domain/drawing/svg/style.ts';
import { refuse } from '../../domain/refusal.ts';
import { actorOf } from '../identity/actor.ts';
import { languageOf, problemOfRefusal } from '../problem.ts';
import { openFile, type OpenFile } from './mobility/file.ts';
import { namesIn } from './mobility/names.ts';
import { tasksOfPartner } from './mobility/partner-tasks.ts';
import { none, route } from './route.ts';
import { reference, slug } from './schemas.ts';
import { aPerson } from './signed-in.ts';

const query = {
  lang: z.enum(['en', 'fr']).optional().describe('The language; without it that of the request'),
  as: z.enum(['svg', 'text']).default('svg').describe('`text`: the same as an outline, for who does not see it'),
  width: z.enum(['wide', 'narrow']).default('wide'),
};
type Asked = z.infer<z.ZodObject<typeof query>>;

const drawing = { description: 'The diagram; with `as=text` the outline, as text/plain', type: 'image/svg+xml' };

export const fileDiagram = route({
  method: 'get',
  path: '/api/mobilities/{reference}/diagram',
  tag: 'A mobility',
  summary: 'Where a file stands on its procedure, drawn; nobody is named in it',
  request: { ...none, params: z.strictObject({ reference }), query: z.strictObject(query) },
  responses: { 200: drawing, 404: { description: 'There is no such file, or it is not for you' } },
  handler: async (deps, { params, query, request, response }) => {
    const actor = await actorOf(request, deps);
    const file = await openFile(deps, actor, params.reference);
    const { state, procedure } = file;
    const names = await namesIn(deps, state.institution);
    const options = { language: languageOf(request), names, width: query.width, state, shown: shownTo(actor, file) };
    return sendDrawing(response, draw(procedure, options), query);
  },
});

export const procedureDiagram = route({
  method: 'get',
  path: '/api/procedures/{procedure}/diagram',
  tag: 'Lists',
  summary: 'A procedure of your institution, drawn',
  request: {
    ...none,
    params: z.strictObject({ procedure: slug }),
    query: z.strictObject({
      ...query,
      version: z.coerce.number().int().min(1).max(1e6).optional().describe('The newest one without it'),
    }),
  },
  responses: { 200: drawing, 404: { description: 'Your institution has no such procedure, or no such version' } },
  handler: async (deps, { params, query, request, response }) => {
    const { institution, grants } = aPerson(await actorOf(request, deps));
    const procedure = await procedureOf(deps.db, institution, params.procedure, query.version);
    if (procedure === undefined) throw problemOfRefusal(refuse('not-found'));
    const names = await namesIn(deps, institution);
    const everything = grants.length > 0 ? {} : { shown: forEverybody };
    return sendDrawing(
      response,
      draw(procedure, { language: languageOf(request), names, width: query.width, ...everything }),
      query,
    );
  },
});

/** What stands in the view of a file: what is there for the reader, and for a partner their own task alone. */
function shownTo(actor: Actor, { state, procedure }: OpenFile): NonNullable<DrawOptions['shown']> {
  const theirs = tasksOfPartner(actor, state);
  return ({ task }) => seesTask(actor, state, procedure, task) && (actor.kind !== 'partner' || theirs.has(task));
}

/** Its style is the only one that it may have; opened by itself it runs nothing and belongs to nobody. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; sandbox`;

function sendDrawing(response: Response, { svg, text }: Drawing, { as }: Pick<Asked, 'as'>): 'sent' {
  response
    .set({
      'Content-Type': as === 'svg' ? 'image/svg+xml; charset=utf-8' : 'text/plain; charset=utf-8',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': POLICY,
      'Cache-Control': 'private, no-store',
    })
    .send(as === 'svg' ? svg : text);
  return 'sent';
}
