import { z } from 'zod';
import { retirementOf, setRetired } from '../../../db/procedures/retire.ts';
import { newestProcedure } from '../../../db/records/procedures.ts';
import { refuse } from '../../../domain/refusal.ts';
import { actorOf } from '../../identity/actor.ts';
import { problemOfRefusal } from '../../problem.ts';
import type { ApiDeps } from '../deps.ts';
import { none, route, type Input, type Reply } from '../route.ts';
import { instant } from '../schemas.ts';
import { administrator } from './administrator.ts';
import { params, reason } from './schemas.ts';

const body = z.strictObject({ reason });
const standing = z.object({
  procedure: z.string(),
  retired: z.object({ at: instant, by: z.string().nullable(), reason: z.string() }).nullable(),
});
const responses = {
  200: { description: 'How it stands now', schema: standing },
  404: { description: 'There is no such procedure' },
};

export const retire = route({
  method: 'post',
  path: '/api/procedures/{id}/retire',
  tag: 'Procedures',
  summary: 'Take no nominations any more; files that are open go on. The same again changes nothing',
  request: { ...none, params, body },
  responses,
  handler: (deps, input) => settled(deps, input, true),
});

export const unretire = route({
  method: 'post',
  path: '/api/procedures/{id}/unretire',
  tag: 'Procedures',
  summary: 'Take nominations again; the same again changes nothing',
  request: { ...none, params, body },
  responses,
  handler: (deps, input) => settled(deps, input, false),
});

async function settled(
  deps: ApiDeps,
  {
    params: { id },
    body: given,
    request,
  }: Pick<Input<typeof params, z.ZodObject, z.ZodObject, typeof body>, 'params' | 'body' | 'request'>,
  retired: boolean,
): Promise<Reply> {
  const { institution, person } = await administrator(deps, await actorOf(request, deps));
  const place = { institution, id };
  if ((await newestProcedure(deps.db, institution, id)) === undefined) throw problemOfRefusal(refuse('not-found'));
  await setRetired(deps.db, place, { retired, at: deps.now().toISOString(), by: person, reason: given.reason });
  return { status: 200, body: { procedure: id, retired: await retirementOf(deps.db, place) } };
}
