import type { InstitutionId, PersonId } from '../../domain/ids.ts';
import { foldWithin } from '../../domain/text/fold.ts';
import { fullName } from '../../domain/text/full-name.ts';
import type { Db, Tx } from '../connect.ts';
import { select } from '../sql.ts';

interface NameRow {
  readonly person: PersonId;
  readonly given: string;
  readonly family: string;
  readonly email: string;
}

/** What `people.email_folded` takes. */
const MOST_FOLDED = 320;

const named = (row: NameRow): { person: PersonId; name: string } => ({ person: row.person, name: fullName(row) });

/** These people with their names, in the order of the ids. */
export async function peopleNamed(
  on: Db | Tx,
  people: readonly PersonId[],
): Promise<{ readonly person: PersonId; readonly name: string }[]> {
  if (people.length === 0) return [];
  const rows = await select<NameRow>(
    on,
    'SELECT id AS person, given, family, email FROM people WHERE id IN (?) ORDER BY id',
    [people],
  );
  return rows.map(named);
}

/** The staff of an institution who have one of these addresses. */
export async function peopleByEmail(
  on: Db | Tx,
  institution: InstitutionId,
  addresses: readonly string[],
): Promise<{ readonly person: PersonId; readonly name: string; readonly email: string }[]> {
  if (addresses.length === 0) return [];
  const rows = await select<NameRow>(
    on,
    `SELECT id AS person, given, family, email FROM people
     WHERE institution = ? AND email_folded IN (?) AND kind = 'staff' ORDER BY id`,
    [institution, addresses.map((address) => foldWithin(address, MOST_FOLDED))],
  );
  return rows.map((row) => ({ ...named(row), email: row.email }));
}
