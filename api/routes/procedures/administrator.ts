import type { Actor } from '../../../domain/authority/actor.ts';
import { mayAt } from '../../../domain/authority/may.ts';
import { refuse } from '../../../domain/refusal.ts';
import { readInstitution } from '../../../db/institutions/read.ts';
import { problemOfRefusal } from '../../problem.ts';
import type { ApiDeps } from '../deps.ts';
import { staffWith, type PersonActor } from '../signed-in.ts';

/** Who may see drafts and versions: an administrator of anything here. @throws Problem 403 */
export const reader = (actor: Actor): PersonActor => staffWith(actor, 'administer');

/** Who may change procedures, which are the whole institution's: its administrators. @throws Problem 403 */
export async function administrator({ db }: Pick<ApiDeps, 'db'>, from: Actor): Promise<PersonActor> {
  const actor = staffWith(from, 'administer');
  const root = (await readInstitution(db, actor.institution))?.root;
  const refused = root === undefined ? refuse('forbidden') : mayAt(actor, 'administer', root);
  if (refused !== undefined) throw problemOfRefusal(refused);
  return actor;
}
