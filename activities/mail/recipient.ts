import { institutionAndPerson, type Known } from '../../db/identity/people.ts';
import type { Db } from '../../db/connect.ts';
import type { PersonId, Text } from '../../domain/ids.ts';
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
