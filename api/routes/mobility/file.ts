import type { Actor } from '../../../domain/authority/actor.ts';
import { maySee, sees } from '../../../domain/authority/sight.ts';
import type { Reference } from '../../../domain/ids.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import type { Procedure } from '../../../domain/process/procedure.ts';
import { refuse } from '../../../domain/refusal.ts';
import { readSight } from '../../../db/queries/sight.ts';
import { readMobility } from '../../../db/records/read.ts';
import { problemOfRefusal } from '../../problem.ts';
import type { ApiDeps } from '../deps.ts';
import { aPerson, type PersonActor } from '../signed-in.ts';

export interface OpenFile {
  readonly state: Mobility;
  readonly procedure: Procedure;
}

/**
 * A mobility that the actor may see. One that they may not see is not opened: what is hidden takes as long as what is not
 * there.
 * @throws Problem 404, the same one for what does not exist and for what may not be seen
 */
export async function openFile({ db, keys }: ApiDeps, actor: Actor, reference: Reference): Promise<OpenFile> {
  const sight = await readSight(db, reference);
  if (sight === null || !sees(actor, sight)) throw problemOfRefusal(refuse('not-found'));
  const found = await readMobility(db, keys, reference);
  const state = found?.state ?? undefined;
  if (found === undefined || state === undefined || maySee(actor, state) !== undefined)
    throw problemOfRefusal(refuse('not-found'));
  return { state, procedure: found.procedure };
}

/**
 * The same for who has an account here: a partner's link is for signing alone.
 * @throws Problem 404 as `openFile`, before it tells anybody that they may not
 */
export async function openFileAsPerson(
  deps: ApiDeps,
  actor: Actor,
  reference: Reference,
): Promise<OpenFile & { readonly actor: PersonActor }> {
  const file = await openFile(deps, actor, reference);
  return { ...file, actor: aPerson(actor) };
}
