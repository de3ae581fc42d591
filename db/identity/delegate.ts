import { randomUUID } from 'node:crypto';
import type { Actor } from '../../domain/authority/actor.ts';
import { administered, mayLend, wrongDays } from '../../domain/authority/delegation.ts';
import type { InstitutionId, PersonId, RoleId, UnitId } from '../../domain/ids.ts';
import { fold } from '../../domain/text/fold.ts';
import type { LocalDate } from '../../domain/time/civil.ts';
import { inTransaction, type Db, type Tx } from '../connect.ts';
import { insert, select, selectOne } from '../sql.ts';
import { DelegationProblem } from './delegation-problem.ts';
import { delegationById, openOf, type Delegation } from './delegations.ts';
import { localDate } from './local-date.ts';
import { lockPerson, peopleByEmail, personById, type Known } from './people.ts';

type Person = Actor & { readonly kind: 'person' };

export interface DelegationWish {
  readonly institution: InstitutionId;
  /** The address of who lends; without it, who asks. */
  readonly lender?: string;
  /** The address of who gets it. */
  readonly to: string;
  readonly role: RoleId;
  /** With those below it; without it, wherever the lender has the role. */
  readonly unit?: UnitId;
  /** Without it, today. */
  readonly from?: LocalDate;
  readonly until: LocalDate;
  readonly reason: string;
}

/**
 * Lends a role for some days, in one transaction; the same again changes nothing and gives back the one that is there.
 * @param by who asks; null is an operator of this machine
 * @throws DelegationProblem nothing was written then
 */
export const delegate = (
  db: Db,
  wish: DelegationWish,
  by: Person | null,
  now: Date,
): Promise<{ readonly delegation: Delegation; readonly added: boolean }> =>
  inTransaction(db, async (tx) => {
    const { institution, role, unit = null, until, reason } = wish;
    const today = await todayOf(tx, institution, now);
    const from = wish.from ?? today;
    if (wrongDays(from, until, today) !== undefined) throw new DelegationProblem('wrong-days');
    const lender = await lenderOf(tx, wish, by);
    const receiver = await found(tx, institution, wish.to);
    if (receiver.id === lender || receiver.id === by?.person) throw new DelegationProblem('delegation-to-oneself');
    if (receiver.kind !== 'staff') throw new DelegationProblem('not-staff');
    // Two who lend the same at once: one after the other.
    await lockPerson(tx, institution, lender);
    const units = await unitsLent(tx, { institution, lender, role, unit, from, until });
    if (units.length === 0) throw new DelegationProblem('role-not-held');
    if (by !== null && !mayLend(by, lender, units)) throw new DelegationProblem('forbidden');
    const there = (await openOf(tx, { institution, lender, role })).filter(
      (one) =>
        one.person === receiver.id &&
        (one.unit === unit || one.unit === null || unit === null) &&
        one.from <= until &&
        one.until >= from,
    );
    const same = there.find((one) => one.unit === unit && one.from === from && one.until === until);
    if (same !== undefined) return { delegation: same, added: false };
    if (there.length > 0) throw new DelegationProblem('delegation-overlaps');
    const id = randomUUID();
    await insert(tx, 'delegations', {
      id,
      institution,
      lender,
      person: receiver.id,
      role,
      unit,
      valid_from: from,
      valid_until: until,
      reason,
      made_at: now.toISOString(),
      made_by: by?.person ?? null,
      ended_at: null,
      ended_by: null,
    });
    const delegation = await delegationById(tx, institution, id);
    if (delegation === null) throw new Error(`The delegation ${id} is not there.`);
    return { delegation, added: true };
  });

/** The date at an institution. @throws DelegationProblem when there is none */
export async function todayOf(on: Db | Tx, institution: InstitutionId, now: Date): Promise<LocalDate> {
  const row = await selectOne<{ settings: string }>(on, 'SELECT settings FROM institutions WHERE id = ?', [
    institution,
  ]);
  if (row === null) throw new DelegationProblem('not-found');
  return localDate(row.settings, now);
}

async function lenderOf(tx: Tx, { institution, lender }: DelegationWish, by: Person | null): Promise<PersonId> {
  if (by !== null && lender === undefined) return by.person;
  // Whoever may lend nobody else's role learns nothing about addresses.
  if (by !== null && administered(by).length === 0) {
    const own = await personById(tx, institution, by.person);
    if (own === null || fold(own.email) !== fold(lender ?? '')) throw new DelegationProblem('forbidden');
    return by.person;
  }
  return (await found(tx, institution, lender ?? '')).id;
}

async function found(tx: Tx, institution: InstitutionId, email: string): Promise<Known & { readonly kind: string }> {
  const [person, ...others] = await peopleByEmail(tx, institution, email);
  if (others.length > 0) throw new DelegationProblem('several-people');
  if (person === undefined) throw new DelegationProblem('unknown-person');
  const row = await selectOne<{ kind: string }>(tx, 'SELECT kind FROM people WHERE id = ?', [person.id]);
  return { ...person, kind: row?.kind ?? '' };
}

interface Lent {
  readonly institution: InstitutionId;
  readonly lender: string;
  readonly role: RoleId;
  readonly unit: UnitId | null;
  readonly from: LocalDate;
  readonly until: LocalDate;
}

/** The units in which the lender themselves has the role on all these days, within the one that is named. */
export async function unitsLent(
  on: Db | Tx,
  { institution, lender, role, unit, from, until }: Lent,
): Promise<UnitId[]> {
  const rows = await select<{ unit: UnitId }>(
    on,
    `SELECT DISTINCT c.unit FROM grants g
     JOIN unit_covers c ON c.institution = g.institution AND c.ancestor = g.unit
     WHERE g.person = ? AND g.institution = ? AND g.role = ?
       AND (g.valid_from IS NULL OR g.valid_from <= ?) AND (g.valid_until IS NULL OR g.valid_until >= ?)
       AND (${unit === null ? '1 = 1' : 'c.unit IN (SELECT unit FROM unit_covers WHERE institution = ? AND ancestor = ?)'})
     ORDER BY c.unit`,
    [lender, institution, role, from, until, ...(unit === null ? [] : [institution, unit])],
  );
  return rows.map((row) => row.unit);
}
