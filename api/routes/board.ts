import { z } from 'zod';
import type { Permission } from '../../domain/authority/actor.ts';
import { reachOf, type Reach } from '../../domain/authority/reach.ts';
import type { UnitId } from '../../domain/ids.ts';
import { unitIds } from '../../db/queries/institutions.ts';
import { board } from '../../db/queries/mobilities.ts';
import { actorOf } from '../identity/actor.ts';
import { problemOfRefusal } from '../problem.ts';
import { refuse } from '../../domain/refusal.ts';
import type { ApiDeps } from './deps.ts';
import { none, route } from './route.ts';
import { mobilityRowSchema, showMobility } from './rows.ts';
import { found, pageOf, paging, search, slug } from './schemas.ts';
import { staffWith, type PersonActor } from './signed-in.ts';

export const mobilities = route({
  method: 'get',
  path: '/api/mobilities',
  tag: 'Lists',
  summary: 'The files of your units; what changed last comes first, or by name where one is searched',
  cost: 'search',
  request: {
    ...none,
    query: z.strictObject({
      ...paging,
      status: z.enum(['open', 'closed']).optional(),
      procedure: slug.optional(),
      unit: slug.optional(),
      name: search.optional(),
    }),
  },
  responses: { 200: { description: 'A page of files', schema: pageOf(mobilityRowSchema) } },
  handler: async (deps, { query, request }) => {
    const actor = staffWith(await actorOf(request, deps), 'see-files');
    const { unit, ...filters } = query;
    const page = found(
      await board(deps.db, {
        ...filters,
        institution: actor.institution,
        within: await within(deps, actor, 'see-files', unit),
      }),
    );
    return {
      status: 200,
      body: {
        items: await Promise.all(page.items.map((row) => showMobility(deps, actor.institution, row))),
        next: page.next,
      },
    };
  },
});

/**
 * Where a list may show files: where the permission reaches. All units of the institution need no filter.
 * @throws Problem 403 when a unit was asked for that is not among them
 */
export async function within(
  { db }: Pick<ApiDeps, 'db'>,
  actor: PersonActor,
  permission: Permission,
  asked?: UnitId,
): Promise<readonly (readonly Reach[])[]> {
  const reaches = reachOf(actor, permission);
  if (asked !== undefined) {
    if (!reaches.some(({ units }) => units.includes(asked)))
      throw problemOfRefusal(refuse('forbidden', {}, 'query/unit'));
    return [reaches.filter(({ units }) => units.includes(asked)).map((reach) => ({ ...reach, units: [asked] }))];
  }
  const all = await unitIds(db, actor.institution);
  const everywhere = reaches.some(
    ({ units, notOf }) => notOf === undefined && all.every((unit) => units.includes(unit)),
  );
  return everywhere ? [] : [reaches];
}
