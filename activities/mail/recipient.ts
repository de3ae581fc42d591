import { localDate } from '../../db/identity/local-date.ts';
import { personById } from '../../db/identity/people.ts';
import type { Db } from '../../db/connect.ts';
import { select, selectOne } from '../../db/sql.ts';
import type { PersonId, RoleId, UnitId } from '../../domain/ids.ts';
import type { Recipient } from '../../domain/mobility/mail.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { languageOf, type Language, type Told } from './texts.ts';

/** One reader of one message. */
export interface Reader {
  readonly name: string;
  readonly email: string;
  readonly language: Language;
  readonly to: Told['to'];
}

/** Who gets a mail that goes to one; undefined when there is nobody of that id any more. */
export async function readerOf(
  db: Db,
  file: Mobility,
  recipient: Exclude<Recipient, { to: 'role' }>,
): Promise<Reader | undefined> {
  const { person, institution } = file;
  if (recipient.to === 'address')
    return { name: recipient.name, email: recipient.email, language: languageOf(person.language), to: 'partner' };
  const id = recipient.to === 'person' ? person.id : recipient.person;
  const known = await personById(db, institution, id);
  if (id === person.id) {
    // The address is the one that was nominated; the language is what they last chose.
    return {
      name: person.given,
      email: person.email,
      language: languageOf(known?.language ?? person.language),
      to: 'person',
    };
  }
  if (known === null) return undefined;
  return {
    name: `${known.given} ${known.family}`,
    email: known.email,
    language: languageOf(known.language),
    to: 'staff',
  };
}

/** Everybody who holds a role at a unit today, but for the file's own person, who decides nothing in it. */
export async function holdersOf(db: Db, file: Mobility, role: RoleId, unit: UnitId, now: Date): Promise<PersonId[]> {
  const { institution, person } = file;
  const kept = await selectOne<{ settings: string }>(db, 'SELECT settings FROM institutions WHERE id = ?', [
    institution,
  ]);
  const today = localDate(kept?.settings ?? '{}', now);
  const rows = await select<{ person: string }>(
    db,
    `SELECT DISTINCT g.person FROM grants g
     JOIN unit_covers c ON c.institution = g.institution AND c.ancestor = g.unit
     JOIN people p ON p.id = g.person AND p.institution = g.institution
     WHERE g.institution = ? AND g.role = ? AND c.unit = ? AND g.person <> ?
       AND (g.valid_from IS NULL OR g.valid_from <= ?) AND (g.valid_until IS NULL OR g.valid_until >= ?)
     ORDER BY g.person`,
    [institution, role, unit, person.id, today, today],
  );
  return rows.map((row) => row.person);
}
