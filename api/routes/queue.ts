import { z } from 'zod';
import { queue, type QueueSearch } from '../../db/queries/queue.ts';
import { heldPairs } from '../../domain/authority/reach.ts';
import { actorOf } from '../identity/actor.ts';
import type { ApiDeps } from './deps.ts';
import { none, route } from './route.ts';
import { showWaiting, waitingSchema, type Waiting } from './rows.ts';
import { found, instant, pageOf, paging, slug } from './schemas.ts';
import { aPerson, type PersonActor } from './signed-in.ts';

export const workQueue = route({
  method: 'get',
  path: '/api/queue',
  tag: 'Lists',
  summary: 'What waits for the roles that you hold; what is due first comes first',
  request: {
    ...none,
    query: z.strictObject({
      ...paging,
      kind: slug.optional(),
      procedure: slug.optional(),
      unit: slug.optional(),
      dueBefore: instant.optional(),
    }),
  },
  responses: { 200: { description: 'A page of the queue', schema: pageOf(waitingSchema) } },
  handler: async (deps, { query, request }) => ({
    status: 200,
    body: await waitingForRoles(deps, aPerson(await actorOf(request, deps)), query),
  }),
});

/** What waits for somebody by their roles. @throws Problem 422 for a cursor of something else */
export async function waitingForRoles(
  deps: ApiDeps,
  actor: PersonActor,
  search: Omit<QueueSearch, 'institution' | 'notOf' | 'held'>,
): Promise<{ items: Waiting[]; next: string | null }> {
  const { institution, person } = actor;
  const page = found(await queue(deps.db, { ...search, institution, notOf: person, held: heldPairs(actor) }));
  return { items: await Promise.all(page.items.map((row) => showWaiting(deps, institution, row))), next: page.next };
}
