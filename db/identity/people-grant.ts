import { randomUUID } from 'node:crypto';
import type { InstitutionId, PersonId, RoleId, UnitId } from '../../domain/ids.ts';
import { fold } from '../../domain/text/fold.ts';
import type { Instant, LocalDate } from '../../domain/time/civil.ts';
import { inTransaction, type Db, type Tx } from '../connect.ts';
import { execute, forUpdate, insert, select, selectOne } from '../sql.ts';
import type { Known } from './people.ts';
import { findByEmail } from './people-find.ts';
import { PeopleProblem } from './people-problem.ts';

export interface GrantWish {
  readonly institution: InstitutionId;
  readonly email: string;
  readonly role: RoleId;
  readonly unit: UnitId;
  /** First and last day; without them the grant always holds. */
  readonly from?: LocalDate;
  readonly until?: LocalDate;
  /** Makes the person where there is none; must be the name of the one who is there. */
  readonly name?: { readonly given: string; readonly family: string };
  /** Of a person who is made. */
  readonly language: string;
  /** Also to somebody known as a student or another guest. */
  readonly anyKind: boolean;
}

export interface Granted {
  readonly person: Known;
  readonly grant: Grant;
  /** Whether the person was made now. */
  readonly made: boolean;
  readonly added: boolean;
  /** Whether the grant was there with other dates. */
  readonly changed: boolean;
}

export interface Grant {
  readonly role: RoleId;
  readonly unit: UnitId;
  readonly from: LocalDate | null;
  readonly until: LocalDate | null;
}

/**
 * Gives the person with an address a role in a unit and below, in one transaction; without such a person, one of the
 * staff is made. The same again changes nothing; with other dates, the grant has these from now on.
 * @throws PeopleProblem nothing was written then
 */
export const grantRole = (db: Db, wish: GrantWish, at: Instant): Promise<Granted> =>
  inTransaction(db, async (tx) => {
    // Two who make the same person wait for each other, as does who takes the role away by applying the institution.
    await lockInstitution(tx, wish.institution);
    await mustHave(tx, wish.institution, 'role', wish.role);
    await mustHave(tx, wish.institution, 'unit', wish.unit);
    const found = await recognised(tx, wish);
    const person = found ?? (await make(tx, wish, at));
    return { person, made: found === null, ...(await settle(tx, person.id, wish)) };
  });

async function lockInstitution(tx: Tx, institution: InstitutionId): Promise<void> {
  const row = await selectOne(tx, `SELECT id FROM institutions WHERE id = ?${forUpdate(tx)}`, [institution]);
  if (row === null)
    throw new PeopleProblem(
      'unknown-institution',
      `There is no institution “${institution}”: apply its folder first (smile institution apply FOLDER).`,
    );
}

async function mustHave(tx: Tx, institution: InstitutionId, what: 'role' | 'unit', name: string): Promise<void> {
  const rows = await select<{ name: string }>(
    tx,
    what === 'role'
      ? 'SELECT role AS name FROM roles WHERE institution = ? ORDER BY role'
      : 'SELECT id AS name FROM units WHERE institution = ? ORDER BY id',
    [institution],
  );
  const names = rows.map((row) => row.name);
  if (!names.includes(name))
    throw new PeopleProblem(
      `unknown-${what}`,
      `${institution} has no ${what} “${name}”. It has ${names.length === 0 ? 'none' : names.join(', ')}.`,
    );
}

/** The person with the address, once it is sure that it is the one who is meant. */
async function recognised(tx: Tx, { institution, email, name, anyKind }: GrantWish): Promise<Known | null> {
  const person = await findByEmail(tx, institution, email);
  if (person === null) return null;
  const known = `${person.given} ${person.family}`;
  if (name !== undefined && fold(known) !== fold(`${name.given} ${name.family}`))
    throw new PeopleProblem(
      'other-name',
      `The address ${email} is that of ${known}: without --given and --family the role goes to them.`,
    );
  const row = await selectOne<{ kind: string }>(tx, 'SELECT kind FROM people WHERE id = ?', [person.id]);
  // Partners and lists of nominations say who comes, with whatever address they like: that must not lead to a role.
  if (row?.kind !== 'staff' && !anyKind)
    throw new PeopleProblem(
      'not-staff',
      `${known} (${email}) is known as ${row?.kind ?? 'a guest'}, not as staff. If it is the same person, say so with --any-kind.`,
    );
  return person;
}

async function make(tx: Tx, { institution, email, name, language }: GrantWish, at: Instant): Promise<Known> {
  if (name === undefined)
    throw new PeopleProblem(
      'name-missing',
      `Nobody of ${institution} has the address ${email}: with --given and --family the person is made.`,
    );
  const person = { id: randomUUID(), ...name, email, language };
  await insert(tx, 'people', {
    ...person,
    institution,
    email_folded: fold(email),
    esi: null,
    birth_date: null,
    kind: 'staff',
    created_at: at,
  });
  return person;
}

async function settle(
  tx: Tx,
  person: PersonId,
  { institution, role, unit, ...days }: GrantWish,
): Promise<Pick<Granted, 'grant' | 'added' | 'changed'>> {
  const [from, until] = [days.from ?? null, days.until ?? null];
  const grant = { role, unit, from, until };
  const key = [institution, person, role, unit];
  const there = await select<{ valid_from: string | null; valid_until: string | null }>(
    tx,
    'SELECT valid_from, valid_until FROM grants WHERE institution = ? AND person = ? AND role = ? AND unit = ?',
    key,
  );
  if (there.length === 0) {
    const row = { id: randomUUID(), institution, person, role, unit, valid_from: from, valid_until: until };
    await insert(tx, 'grants', row);
    return { grant, added: true, changed: false };
  }
  const changed = there.some((one) => one.valid_from !== from || one.valid_until !== until);
  if (changed)
    await execute(
      tx,
      'UPDATE grants SET valid_from = ?, valid_until = ? WHERE institution = ? AND person = ? AND role = ? AND unit = ?',
      [from, until, ...key],
    );
  return { grant, added: false, changed };
}
