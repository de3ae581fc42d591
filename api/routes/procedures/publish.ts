import type { Request, Response } from 'express';
import { z } from 'zod';
import { readProcedureDraft, type DraftPlace, type ProcedureDraft } from '../../../db/procedures/drafts.ts';
import { publishDraft } from '../../../db/procedures/publish.ts';
import type { Problem as Fault } from '../../../domain/process/problem.ts';
import type { Procedure } from '../../../domain/process/procedure.ts';
import { refuse } from '../../../domain/refusal.ts';
import { actorOf } from '../../identity/actor.ts';
import { Problem, problemOfRefusal } from '../../problem.ts';
import type { ApiDeps } from '../deps.ts';
import { none, route, type Reply } from '../route.ts';
import { sha256 } from '../schemas.ts';
import { problemWith, staleVersion } from '../stale.ts';
import { administrator } from './administrator.ts';
import { checked } from './check.ts';
import { number, params, problems, shownDraft } from './schemas.ts';

const published = z.object({
  procedure: z.string(),
  version: z.number().int(),
  hash: sha256,
  warnings: problems,
});

export const publish = route({
  method: 'post',
  path: '/api/procedures/{id}/publish',
  tag: 'Procedures',
  summary:
    'Make a draft the newest version: files that are opened from now on follow it; the same again changes nothing',
  cost: 'check',
  request: {
    ...none,
    params,
    body: z.strictObject({
      version: number.describe('Of the draft, as you saw and checked it'),
      note: z.string().trim().min(1).max(2000).describe('What changed, for those who come after you'),
    }),
  },
  responses: {
    201: { description: 'It is published', schema: published },
    200: { description: 'The newest version says the same: that one stands', schema: published },
    404: { description: 'There is no draft' },
    409: {
      description: 'The draft was changed since (`stale-version`), or another version was published (`newer-version`)',
    },
    422: { description: 'It has errors: all of them under `problems`' },
  },
  handler: async (deps, { params: { id }, body, request, response }) => {
    const { institution, person } = await administrator(deps, await actorOf(request, deps));
    const place = { institution, id };
    const draft = await readProcedureDraft(deps.db, place);
    if (draft.version === 0) throw problemOfRefusal(refuse('not-found'));
    if (draft.version !== body.version) return stale(deps, request, response, draft);
    const { ok, problems: found, procedure } = await checked(deps, institution, draft.source);
    const wrong = !ok || procedure === undefined ? faulty(found) : misnamed(place, procedure);
    if (wrong !== undefined || procedure === undefined)
      return problemWith(request, response, wrong ?? faulty(found), { problems: found });
    const at = deps.now().toISOString();
    const done = await publishDraft(deps.db, place, { ...body, procedure, by: person, at });
    if ('conflict' in done) return stale(deps, request, response, done.conflict);
    if ('newer' in done) return problemWith(request, response, newer(done.newer), { newest: done.newer });
    const { version, hash } = done.pin;
    return { status: done.added ? 201 : 200, body: { procedure: id, version, hash, warnings: found } };
  },
});

const stale = async ({ db }: ApiDeps, request: Request, response: Response, current: ProcedureDraft): Promise<Reply> =>
  staleVersion(request, response, await shownDraft(db, current), null);

function faulty(found: readonly Fault[]): Problem {
  const errors = String(found.filter(({ severity }) => severity === 'error').length);
  return new Problem(422, 'procedure-has-errors', {
    en: `The procedure has ${errors} errors, and nothing was published. Each is under “problems” with its line.`,
    fr: `La procédure comporte ${errors} erreurs : rien n’a été publié. Chacune figure sous « problems » avec sa ligne.`,
  });
}

/** A text that says it is another procedure would be published over that one's files. */
function misnamed({ id }: DraftPlace, { procedure }: Procedure): Problem | undefined {
  if (procedure === id) return undefined;
  return new Problem(422, 'wrong-procedure', {
    en: `This is the draft of “${id}”, and its text says “procedure: ${procedure}”. Make them the same.`,
    fr: `Ceci est le brouillon de « ${id} », et son texte dit « procedure: ${procedure} ». Accordez-les.`,
  });
}

const newer = (version: number): Problem =>
  new Problem(409, 'newer-version', {
    en: `Version ${String(version)} was published after this draft was begun. Take over what is new in it, and save the draft with “base”: ${String(version)}.`,
    fr: `La version ${String(version)} a été publiée après le début de ce brouillon. Reprenez-en les nouveautés, puis enregistrez le brouillon avec « base » : ${String(version)}.`,
  });
