import { z } from 'zod';
import type { PersonActor } from './signed-in.ts';
import { mobilitiesOfPerson } from '../../db/queries/mobilities.ts';
import { waitingForPerson } from '../../db/queries/queue.ts';
import { actorOf } from '../identity/actor.ts';
import type { ApiDeps } from './deps.ts';
import { none, route } from './route.ts';
import { mobilityRowSchema, showMobility, showWaiting, waitingSchema } from './rows.ts';
import { aPerson } from './signed-in.ts';

const schema = z.object({
  person: z.object({ person: z.string(), name: z.string(), institution: z.string() }),
  waiting: z.array(waitingSchema).describe('What waits for you in your own files; what is due first comes first'),
  mobilities: z
    .array(mobilityRowSchema.omit({ incidents: true }))
    .describe('`nextDue` is when something that waits for you is due; dates of staff are theirs'),
  grants: z.array(
    z.object({
      role: z.string(),
      units: z.array(z.string()),
      permissions: z.array(z.string()),
      onBehalfOf: z.string().optional().describe('Who lent it, when it is not your own'),
    }),
  ),
});
export type Me = z.infer<typeof schema>;

const MOST_WAITING = 100;

export const me = route({
  method: 'get',
  path: '/api/me',
  tag: 'Lists',
  summary: 'You: what waits for you, your mobilities, your roles',
  request: none,
  responses: { 200: { description: 'You', schema } },
  handler: async (deps, { request }) => ({
    status: 200,
    body: await aboutMe(deps, aPerson(await actorOf(request, deps))),
  }),
});

/** Somebody's own start: what waits for them first. */
export async function aboutMe(deps: ApiDeps, actor: PersonActor): Promise<Me> {
  const [waiting, mobilities] = await Promise.all([
    waitingForPerson(deps.db, actor.person, MOST_WAITING),
    mobilitiesOfPerson(deps.db, actor.person),
  ]);
  return {
    person: { person: actor.person, name: actor.name, institution: actor.institution },
    waiting: await Promise.all(waiting.map((row) => showWaiting(deps, actor.institution, row))),
    mobilities: await Promise.all(
      mobilities.map(async (row) => {
        // What went wrong on our side is for staff.
        const { incidents: _, ...line } = await showMobility(deps, actor.institution, row);
        const { forStaff } = await deps.titles.titles(actor.institution, row.procedure, row.procedureVersion);
        return {
          ...line,
          stage: line.stage !== null && forStaff.has(line.stage.stage) ? null : line.stage,
          nextDue: soonest(waiting.filter(({ reference }) => reference === row.reference)),
        };
      }),
    ),
    grants: actor.grants.map(({ role, units, permissions, onBehalfOf }) => ({
      role,
      units: [...units],
      permissions: [...permissions],
      ...(onBehalfOf === undefined ? {} : { onBehalfOf: onBehalfOf.name }),
    })),
  };
}

const soonest = (waiting: readonly { readonly dueAt: string | null }[]): string | null =>
  waiting
    .flatMap(({ dueAt }) => dueAt ?? [])
    .toSorted()
    .at(0) ?? null;
