import { inTransaction, type Db } from '../connect.ts';
import { execute } from '../sql.ts';
import type { Known } from './people.ts';
import { mustFindByEmail } from './people-find.ts';
import type { GrantWish } from './people-grant.ts';

/**
 * Takes a role in a unit away from the person with an address; open sessions lose it at their next request.
 * @returns how many grants that were: 0 when they did not have it
 * @throws PeopleProblem
 */
export const revokeRole = (
  db: Db,
  { institution, email, role, unit }: Pick<GrantWish, 'institution' | 'email' | 'role' | 'unit'>,
): Promise<{ readonly person: Known; readonly removed: number }> =>
  inTransaction(db, async (tx) => {
    const person = await mustFindByEmail(tx, institution, email);
    const removed = await execute(
      tx,
      'DELETE FROM grants WHERE institution = ? AND person = ? AND role = ? AND unit = ?',
      [institution, person.id, role, unit],
    );
    return { person, removed };
  });
