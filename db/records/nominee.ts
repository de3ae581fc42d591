import { randomUUID } from 'node:crypto';
import type { InstitutionId, PersonId } from '../../domain/ids.ts';
import type { Person } from '../../domain/mobility/state.ts';
import { fold } from '../../domain/text/fold.ts';
import type { Instant, LocalDate } from '../../domain/time/civil.ts';
import type { Db, Tx } from '../connect.ts';
import { execute, insert, select } from '../sql.ts';

/** Somebody as a nomination names them. */
export interface Nominee {
  readonly given: string;
  readonly family: string;
  readonly email: string;
  readonly language: string;
  readonly birthDate?: LocalDate;
  readonly esi?: string;
  /** Their id, where it is known already. */
  readonly person?: PersonId;
  /** What they come as: `student` … */
  readonly kind: string;
  readonly at: Instant;
}

interface PersonRow {
  readonly id: string;
  readonly given: string;
  readonly family: string;
  readonly email: string;
  readonly language: string;
  readonly birth_date: string | null;
  readonly esi: string | null;
}

const COLUMNS = 'id, given, family, email, language, birth_date, esi';

/**
 * The person of an institution with this European Student Identifier, else with this address and name (unless
 * identifier or birth date say that it is somebody else); one is made when there is none. What was not known of
 * somebody who is there is filled in, nothing of theirs is replaced. The caller sees to it that nobody else does the
 * same at once.
 */
export async function findOrMakePerson(tx: Tx, institution: InstitutionId, nominee: Nominee): Promise<Person> {
  const found = await findPerson(tx, institution, nominee);
  if (found === undefined) return make(tx, institution, nominee);
  const esi = found.esi ?? nominee.esi;
  const birthDate = found.birth_date ?? nominee.birthDate;
  if (esi !== (found.esi ?? undefined) || birthDate !== (found.birth_date ?? undefined))
    await execute(tx, 'UPDATE people SET esi = ?, birth_date = ? WHERE id = ?', [
      esi ?? null,
      birthDate ?? null,
      found.id,
    ]);
  const { id, given, family, email, language } = found;
  return personOf({ id, given, family, email, language }, birthDate, esi);
}

/** The person whom a nomination is about, as `findOrMakePerson` recognises them. */
export async function findPerson(
  on: Db | Tx,
  institution: InstitutionId,
  { person, given, family, email, esi, birthDate }: Omit<Nominee, 'language' | 'kind' | 'at'>,
): Promise<PersonRow | undefined> {
  if (person !== undefined) {
    const [row] = await select<PersonRow>(on, `SELECT ${COLUMNS} FROM people WHERE institution = ? AND id = ?`, [
      institution,
      person,
    ]);
    if (row !== undefined) return row;
  }
  if (esi !== undefined) {
    const [row] = await select<PersonRow>(
      on,
      `SELECT ${COLUMNS} FROM people WHERE institution = ? AND esi = ? ORDER BY created_at, id LIMIT 1`,
      [institution, esi],
    );
    if (row !== undefined) return row;
  }
  const rows = await select<PersonRow>(
    on,
    `SELECT ${COLUMNS} FROM people WHERE institution = ? AND email_folded = ? ORDER BY created_at, id`,
    [institution, fold(email)],
  );
  return rows.find(
    (row) =>
      fold(`${row.given} ${row.family}`) === fold(`${given} ${family}`) &&
      (row.esi === null || esi === undefined) &&
      (row.birth_date === null || birthDate === undefined || row.birth_date === birthDate),
  );
}

async function make(
  tx: Tx,
  institution: InstitutionId,
  { given, family, email, language, birthDate, esi, kind, at }: Nominee,
): Promise<Person> {
  const id = randomUUID();
  await insert(tx, 'people', {
    id,
    institution,
    given,
    family,
    email,
    email_folded: fold(email),
    esi: esi ?? null,
    birth_date: birthDate ?? null,
    language,
    kind,
    created_at: at,
  });
  return personOf({ id, given, family, email, language }, birthDate, esi);
}

const personOf = (person: Person, birthDate: LocalDate | undefined, esi: string | undefined): Person => ({
  ...person,
  ...(birthDate === undefined ? {} : { birthDate }),
  ...(esi === undefined ? {} : { esi }),
});
