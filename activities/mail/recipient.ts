import { isOn, type Term } from '../../db/identity/grants.ts';
import { localDate } from '../../db/identity/local-date.ts';
import { institutionAndPerson, type Known } from '../../db/identity/people.ts';
import type { Db } from '../../db/connect.ts';
import { select } from '../../db/sql.ts';
import type { PersonId, RoleId, Text, UnitId } from '../../domain/ids.ts';
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

export interface Letterhead {
  readonly institution: Text;
  /** Undefined when there is nobody of that id any more. */
  readonly reader: Reader | undefined;
}

/** Who gets a mail that goes to one, and the institution that writes. */
export async function letterhead(
  db: Db,
  file: Mobility,
  recipient: Exclude<Recipient, { to: 'role' }>,
): Promise<Letterhead> {
  const { person, institution } = file;
  const id = recipient.to === 'somebody' ? recipient.person : person.id;
  const { name, known } = await institutionAndPerson(db, institution, id);
  return { institution: name ?? {}, reader: readerOf(file, recipient, id, known) };
}

function readerOf(
  { person }: Mobility,
  recipient: Exclude<Recipient, { to: 'role' }>,
  id: PersonId,
  known: Known | null,
): Reader | undefined {
  if (recipient.to === 'address')
    return { name: recipient.name, email: recipient.email, language: languageOf(person.language), to: 'partner' };
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
  const rows = await select<Term & { person: PersonId; settings: string }>(
    db,
    `SELECT g.person, g.valid_from, g.valid_until, i.settings FROM grants g
     JOIN unit_covers c ON c.institution = g.institution AND c.ancestor = g.unit
     JOIN people p ON p.id = g.person AND p.institution = g.institution
     JOIN institutions i ON i.id = g.institution
     WHERE g.institution = ? AND g.role = ? AND c.unit = ? AND g.person <> ? ORDER BY g.person`,
    [institution, role, unit, person.id],
  );
  return [...new Set(rows.filter((row) => isOn(row, localDate(row.settings, now))).map((row) => row.person))];
}
