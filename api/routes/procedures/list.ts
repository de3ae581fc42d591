import { z } from 'zod';
import { procedureDrafts } from '../../../db/procedures/drafts.ts';
import { newestProcedures } from '../../../db/queries/procedures.ts';
import { mayAnywhere } from '../../../domain/authority/may.ts';
import { actorOf } from '../../identity/actor.ts';
import { none, route } from '../route.ts';
import { instant, sha256, text } from '../schemas.ts';
import { aPerson } from '../signed-in.ts';

const draft = z.object({
  procedure: z.string(),
  version: z.number().int(),
  base: z.number().int(),
  published: z.number().int().nullable(),
  updatedAt: instant,
});

const procedure = z.object({
  procedure: z.string(),
  version: z.number().int().describe('The newest: versions are numbered from 1 on'),
  hash: sha256,
  title: text,
  for: z.string(),
  publishedAt: instant,
  retiredAt: instant.nullable().describe('Null while it takes nominations'),
});

export const listProcedures = route({
  method: 'get',
  path: '/api/procedures',
  tag: 'Lists',
  summary: 'The procedures of your institution, each in its newest version; administrators see that there are drafts',
  request: none,
  responses: {
    200: {
      description: 'All of them',
      schema: z.object({ items: z.array(procedure), drafts: z.array(draft).optional() }),
    },
  },
  handler: async (deps, { request }) => {
    const actor = aPerson(await actorOf(request, deps));
    const items = await newestProcedures(deps.db, actor.institution);
    if (mayAnywhere(actor, 'administer') !== undefined) return { status: 200, body: { items } };
    const drafts = await procedureDrafts(deps.db, actor.institution);
    return { status: 200, body: { items, drafts: drafts.map(({ id, ...rest }) => ({ procedure: id, ...rest })) } };
  },
});
