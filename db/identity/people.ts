import type { InstitutionId, PersonId, Text } from '../../domain/ids.ts';
import { fold } from '../../domain/text/fold.ts';
import type { Db, Tx } from '../connect.ts';
import { textOf } from '../queries/texts.ts';
import { forUpdate, select, selectOne } from '../sql.ts';

export interface Known {
  readonly id: PersonId;
  readonly given: string;
  readonly family: string;
  readonly email: string;
  readonly language: string;
}

const columns = 'id, given, family, email, language';

/** A person of an institution. */
export const personById = (on: Db | Tx, institution: InstitutionId, person: PersonId): Promise<Known | null> =>
  selectOne<Known>(on, `SELECT ${columns} FROM people WHERE id = ? AND institution = ?`, [person, institution]);

/** The name of an institution and one of its people, in one statement; null for each that is not there. */
export async function institutionAndPerson(
  on: Db | Tx,
  institution: InstitutionId,
  person: PersonId,
): Promise<{ readonly name: Text | null; readonly known: Known | null }> {
  const row = await selectOne<{ name: string } & (Known | { id: null })>(
    on,
    `SELECT i.name, p.id, p.given, p.family, p.email, p.language
     FROM institutions i LEFT JOIN people p ON p.institution = i.id AND p.id = ? WHERE i.id = ?`,
    [person, institution],
  );
  if (row === null) return { name: null, known: null };
  return { name: textOf(row.name), known: row.id === null ? null : row };
}

/** Those of an institution with an address, at most a few: two people may share one. */
export const peopleByEmail = (on: Db | Tx, institution: InstitutionId, email: string): Promise<Known[]> =>
  select<Known>(on, `SELECT ${columns} FROM people WHERE institution = ? AND email_folded = ? ORDER BY id LIMIT 5`, [
    institution,
    fold(email),
  ]);

/** Whether somebody has a grant, of any time: staff, who log in at their own institution. */
export async function hasGrants(on: Db | Tx, person: PersonId): Promise<boolean> {
  return (await selectOne(on, 'SELECT 1 AS found FROM grants WHERE person = ? LIMIT 1', [person])) !== null;
}

/**
 * Whether a person lends or is lent a role, on a day or after it.
 * @param since a day that is not yet over anywhere, or before it
 */
export async function hasDelegations(on: Db | Tx, person: PersonId, since: string): Promise<boolean> {
  const found = await selectOne(
    on,
    `SELECT 1 AS found FROM delegations
     WHERE (person = ? OR lender = ?) AND valid_until >= ? AND ended_at IS NULL LIMIT 1`,
    [person, person, since],
  );
  return found !== null;
}

/** Those of an institution with one of these European Student Identifiers, locked within a transaction. */
export const peopleByEsi = (tx: Tx, institution: InstitutionId, esis: readonly string[]): Promise<{ id: string }[]> =>
  select<{ id: string }>(
    tx,
    `SELECT id FROM people WHERE institution = ? AND esi IN (?) ORDER BY id LIMIT 5${forUpdate(tx)}`,
    [institution, esis],
  );

/** Locks a person's row, so that their logins are attached one after the other. @returns false: not of here */
export const lockPerson = async (tx: Tx, institution: InstitutionId, person: PersonId): Promise<boolean> =>
  (await selectOne(tx, `SELECT id FROM people WHERE id = ? AND institution = ?${forUpdate(tx)}`, [
    person,
    institution,
  ])) !== null;

/** The name of an institution; null when there is none of this id. */
export async function institutionName(on: Db | Tx, institution: InstitutionId): Promise<Text | null> {
  const row = await selectOne<{ name: string }>(on, 'SELECT name FROM institutions WHERE id = ?', [institution]);
  return row === null ? null : textOf(row.name);
}
