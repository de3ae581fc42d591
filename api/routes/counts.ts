import { z } from 'zod';
import { counts as read } from '../../db/queries/counts.ts';
import { actorOf } from '../identity/actor.ts';
import { within } from './board.ts';
import { none, route } from './route.ts';
import { slug } from './schemas.ts';
import { staffWith } from './signed-in.ts';

const count = z.object({ procedure: slug, status: z.string(), n: z.number().int() });

export const counts = route({
  method: 'get',
  path: '/api/counts',
  tag: 'Lists',
  summary: 'How many files your units are in charge of, by procedure and by how they stand: open, or how they ended',
  request: { ...none, query: z.strictObject({ unit: slug.optional() }) },
  responses: { 200: { description: 'All that are not zero', schema: z.object({ items: z.array(count) }) } },
  handler: async (deps, { query, request }) => {
    const actor = staffWith(await actorOf(request, deps), 'see-files');
    const [reaches] = await within(deps, actor, 'see-files', query.unit);
    const units = reaches === undefined ? null : [...new Set(reaches.flatMap((reach) => reach.units))];
    return { status: 200, body: { items: await read(deps.db, { institution: actor.institution, units }) } };
  },
});
