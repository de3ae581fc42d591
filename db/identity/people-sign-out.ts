import { inTransaction, type Db } from '../connect.ts';
import { execute } from '../sql.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { Known } from './people.ts';
import { mustFindByEmail } from './people-find.ts';

/**
 * Ends every session of the person with an address, wherever they are signed in.
 * @returns how many there were
 * @throws PeopleProblem
 */
export const signOutEverywhere = (
  db: Db,
  institution: InstitutionId,
  email: string,
): Promise<{ readonly person: Known; readonly ended: number }> =>
  inTransaction(db, async (tx) => {
    const person = await mustFindByEmail(tx, institution, email);
    const ended = await execute(tx, 'DELETE FROM sessions WHERE person = ? AND institution = ?', [
      person.id,
      institution,
    ]);
    return { person, ended };
  });
