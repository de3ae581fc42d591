import type { InstitutionId, PersonId } from '../../domain/ids.ts';
import type { Tx } from '../connect.ts';
import { hasGrants, lockPerson } from '../identity/people.ts';
import { execute, selectOne } from '../sql.ts';
import { ERASED } from './alive.ts';

/** Whether the person went with their file, or why not. */
export type PersonErased = 'removed' | 'has-other-files' | 'has-roles';

/** Removes somebody who has no file and no role left, with their logins, sessions and links. */
export async function removePerson(tx: Tx, institution: InstitutionId, person: PersonId): Promise<PersonErased> {
  await lockPerson(tx, institution, person);
  const other = await selectOne(tx, 'SELECT reference FROM heads WHERE person = ? AND status <> ? LIMIT 1', [
    person,
    ERASED,
  ]);
  if (other !== null) return 'has-other-files';
  if (await hasGrants(tx, person)) return 'has-roles';
  for (const table of ['identities', 'sessions', 'links'])
    await execute(tx, `DELETE FROM ${table} WHERE person = ?`, [person]);
  await execute(tx, 'DELETE FROM login_states WHERE data LIKE ?', [`%"person":${JSON.stringify(person)}%`]);
  await execute(tx, 'DELETE FROM people WHERE id = ? AND institution = ?', [person, institution]);
  return 'removed';
}
