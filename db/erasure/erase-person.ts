import type { InstitutionId, PersonId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time/civil.ts';
import type { Tx } from '../connect.ts';
import { dayBefore } from '../identity/lent.ts';
import { hasDelegations, hasGrants, lockPerson } from '../identity/people.ts';
import { execute, selectOne } from '../sql.ts';
import { ERASED } from './alive.ts';

/** Whether the person went with their file, or why not. */
export type PersonErased = 'removed' | 'has-other-files' | 'has-roles';

/**
 * Removes somebody who has no file and no role left, own or lent, with their logins, sessions and links. What they once
 * lent or were lent stays without its reason: who acted for whom must be told, and the id names nobody by itself.
 */
export async function removePerson(
  tx: Tx,
  institution: InstitutionId,
  person: PersonId,
  at: Instant,
): Promise<PersonErased> {
  await lockPerson(tx, institution, person);
  const other = await selectOne(tx, 'SELECT reference FROM heads WHERE person = ? AND status <> ? LIMIT 1', [
    person,
    ERASED,
  ]);
  if (other !== null) return 'has-other-files';
  if ((await hasGrants(tx, person)) || (await hasDelegations(tx, person, dayBefore(new Date(at))))) return 'has-roles';
  for (const table of ['identities', 'sessions', 'links'])
    await execute(tx, `DELETE FROM ${table} WHERE person = ?`, [person]);
  await execute(tx, 'DELETE FROM login_states WHERE data LIKE ?', [`%"person":${JSON.stringify(person)}%`]);
  await execute(tx, "UPDATE delegations SET reason = '' WHERE person = ? OR lender = ?", [person, person]);
  await execute(tx, 'DELETE FROM people WHERE id = ? AND institution = ?', [person, institution]);
  return 'removed';
}
