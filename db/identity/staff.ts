import type { InstitutionId, PersonId } from '../../domain/ids.ts';
import { fold } from '../../domain/text/fold.ts';
import { fullName } from '../../domain/text/full-name.ts';
import type { Db, Tx } from '../connect.ts';
import { keyOf, pageOf, type Page } from '../queries/cursor.ts';
import { select, selectOne } from '../sql.ts';
import { isOn, type Term } from './grants.ts';
import { localDate } from './local-date.ts';

export interface StaffRow {
  readonly person: PersonId;
  readonly name: string;
  readonly roles: readonly { readonly role: string; readonly unit: string }[];
}

export interface StaffSearch {
  readonly institution: InstitutionId;
  /** Words that the name has, in any order. */
  readonly search?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

interface Name {
  readonly id: PersonId;
  readonly given: string;
  readonly family: string;
}

/** Who works at an institution: its staff, and whoever has a grant there. */
const STAFF = `institution = ? AND (kind = 'staff' OR EXISTS (
  SELECT 1 FROM grants g WHERE g.person = people.id AND g.institution = people.institution))`;

const sortKey = ({ given, family, id }: Name): string => `${fold(family)}\n${fold(given)}\n${id}`;

/** The staff of an institution by family name, with the roles that they have today. Null when the cursor is not ours. */
export async function searchStaff(db: Db, search: StaffSearch, now: Date): Promise<Page<StaffRow> | null> {
  const { institution, after, limit } = search;
  const key = after === undefined ? undefined : keyOf(after, ['text']);
  if (after !== undefined && key === undefined) return null;
  const from = String(key?.[0] ?? '');
  const wanted = fold(search.search ?? '').split(' ');
  const people = (await select<Name>(db, `SELECT id, given, family FROM people WHERE ${STAFF}`, [institution]))
    .map((one) => ({ ...one, sorted: sortKey(one), folded: fold(fullName(one)) }))
    .filter(({ sorted, folded }) => sorted > from && wanted.every((word) => folded.includes(word)))
    .sort((a, b) => (a.sorted < b.sorted ? -1 : 1))
    .slice(0, limit + 1);
  const roles = await rolesOf(
    db,
    institution,
    people.map(({ id }) => id),
    now,
  );
  return pageOf(
    people,
    limit,
    ({ sorted }) => [sorted],
    (one) => ({ person: one.id, name: fullName(one), roles: roles.get(one.id) ?? [] }),
  );
}

async function rolesOf(
  db: Db,
  institution: InstitutionId,
  people: readonly PersonId[],
  now: Date,
): Promise<ReadonlyMap<PersonId, StaffRow['roles']>> {
  if (people.length === 0) return new Map();
  const rows = await select<Term & { person: PersonId; role: string; unit: string; settings: string }>(
    db,
    `SELECT g.person, g.role, g.unit, g.valid_from, g.valid_until, i.settings FROM grants g
     JOIN institutions i ON i.id = g.institution WHERE g.institution = ? AND g.person IN (?) ORDER BY g.role, g.unit, g.id`,
    [institution, people],
  );
  const held = rows.filter((row) => isOn(row, localDate(row.settings, now)));
  return new Map(
    [...Map.groupBy(held, ({ person }) => person)].map(([person, those]) => [
      person,
      those.map(({ role, unit }) => ({ role, unit })),
    ]),
  );
}

/** One of the staff of an institution; null for who is not. */
export async function staffById(
  on: Db | Tx,
  institution: InstitutionId,
  person: PersonId,
): Promise<{ readonly person: PersonId; readonly name: string } | null> {
  const row = await selectOne<Name>(on, `SELECT id, given, family FROM people WHERE ${STAFF} AND id = ?`, [
    institution,
    person,
  ]);
  return row === null ? null : { person: row.id, name: fullName(row) };
}
