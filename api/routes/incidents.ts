import { z } from 'zod';
import { may } from '../../domain/authority/may.ts';
import { maySee } from '../../domain/authority/sight.ts';
import { board } from '../../db/queries/mobilities.ts';
import { readMobility } from '../../db/records/read.ts';
import { actorOf } from '../identity/actor.ts';
import { within } from './board.ts';
import { incidentsOf } from './mobility/view.ts';
import { viewSchema } from './mobility/view.schema.ts';
import { none, route } from './route.ts';
import { mobilityRowSchema, showMobility } from './rows.ts';
import { found, pageOf, paging } from './schemas.ts';
import { staffWith } from './signed-in.ts';

const item = mobilityRowSchema.extend({ details: viewSchema.shape.incidents.unwrap() });

export const incidents = route({
  method: 'get',
  path: '/api/incidents',
  tag: 'Lists',
  summary: 'Files in which something went wrong and waits for somebody who may repair it',
  // Each file is opened for its incidents, so pages are short.
  request: { ...none, query: z.strictObject({ ...paging, limit: z.coerce.number().int().min(1).max(50).default(20) }) },
  responses: { 200: { description: 'A page of files with their incidents', schema: pageOf(item) } },
  handler: async (deps, { query, request }) => {
    const actor = staffWith(await actorOf(request, deps), 'repair');
    const { institution, person } = actor;
    const both = [...(await within(deps, actor, 'see-files')), ...(await within(deps, actor, 'repair'))];
    // What went wrong in one's own file is for others to repair.
    const search = { ...query, institution, within: both, notOf: person, withIncidents: true };
    const page = found(await board(deps.db, search));
    const items = [];
    for (const row of page.items) {
      const state = (await readMobility(deps.db, deps.keys, row.reference))?.state;
      // The rows led here, and a wrong one shows nothing: the file's own state says who may see it and repair it.
      if (state == null || (maySee(actor, state) ?? may(actor, 'repair', state)) !== undefined) continue;
      items.push({ ...(await showMobility(deps, actor.institution, row)), details: incidentsOf(state) });
    }
    return { status: 200, body: { items, next: page.next } };
  },
});
