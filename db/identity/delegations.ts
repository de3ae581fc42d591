import type { InstitutionId, PersonId, RoleId, UnitId } from '../../domain/ids.ts';
import { fullName } from '../../domain/text/full-name.ts';
import type { Instant, LocalDate } from '../../domain/time/civil.ts';
import type { Db, Tx } from '../connect.ts';
import { cursorOf, follows, keyOf, type Page } from '../queries/cursor.ts';
import { select, selectOne } from '../sql.ts';

/** A role that somebody lends for some days, and its whole story. Null as who made or ended it: by command. */
export interface Delegation {
  readonly id: string;
  readonly lender: PersonId;
  readonly lenderName: string;
  readonly person: PersonId;
  readonly personName: string;
  readonly role: RoleId;
  /** Null: wherever the lender has the role. */
  readonly unit: UnitId | null;
  readonly from: LocalDate;
  readonly until: LocalDate;
  readonly reason: string;
  readonly madeAt: Instant;
  readonly madeBy: PersonId | null;
  readonly endedAt: Instant | null;
  readonly endedBy: PersonId | null;
}

interface Row extends Omit<Delegation, 'lenderName' | 'personName' | 'from' | 'until'> {
  readonly validFrom: string;
  readonly validUntil: string;
  readonly lenderGiven: string | null;
  readonly lenderFamily: string | null;
  readonly personGiven: string | null;
  readonly personFamily: string | null;
}

// People who were erased have no name any more; the rows stay.
const whole = `SELECT d.id, d.lender, d.person, d.role, d.unit, d.valid_from AS validFrom, d.valid_until AS validUntil,
    d.reason, d.made_at AS madeAt, d.made_by AS madeBy, d.ended_at AS endedAt, d.ended_by AS endedBy,
    l.given AS lenderGiven, l.family AS lenderFamily, p.given AS personGiven, p.family AS personFamily
  FROM delegations d
  LEFT JOIN people l ON l.id = d.lender AND l.institution = d.institution
  LEFT JOIN people p ON p.id = d.person AND p.institution = d.institution`;

const shown = (row: Row): Delegation => {
  const { validFrom, validUntil, lenderGiven, lenderFamily, personGiven, personFamily, ...rest } = row;
  return {
    ...rest,
    from: validFrom,
    until: validUntil,
    lenderName: nameOf(lenderGiven, lenderFamily),
    personName: nameOf(personGiven, personFamily),
  };
};

const nameOf = (given: string | null, family: string | null): string =>
  fullName({ given: given ?? '', family: family ?? '' });

/** A delegation of an institution; null when there is none of this id. */
export async function delegationById(on: Db | Tx, institution: InstitutionId, id: string): Promise<Delegation | null> {
  const row = await selectOne<Row>(on, `${whole} WHERE d.institution = ? AND d.id = ?`, [institution, id]);
  return row === null ? null : shown(row);
}

/** Those of a lender and a role that were not ended, of whatever days. */
export const openOf = async (
  on: Db | Tx,
  { institution, lender, role }: { institution: InstitutionId; lender: PersonId; role: RoleId },
): Promise<Delegation[]> =>
  (
    await select<Row>(
      on,
      `${whole} WHERE d.lender = ? AND d.role = ? AND d.institution = ? AND d.ended_at IS NULL ORDER BY d.id`,
      [lender, role, institution],
    )
  ).map(shown);

/** Those that are on or to come, and were not ended, by the day they begin. */
export const currentOf = async (on: Db | Tx, institution: InstitutionId, today: LocalDate): Promise<Delegation[]> =>
  (
    await select<Row>(
      on,
      `${whole} WHERE d.institution = ? AND d.ended_at IS NULL AND d.valid_until >= ? ORDER BY d.valid_from, d.id`,
      [institution, today],
    )
  ).map(shown);

export interface DelegationSearch {
  readonly institution: InstitutionId;
  /** Those that this person lent or got. */
  readonly of: PersonId;
  /** And those of these units, for who administers them. */
  readonly within: readonly UnitId[];
  readonly limit: number;
  readonly after?: string | undefined;
}

/** A page of delegations, the newest first, over ones included; null when `after` is not a cursor of this list. */
export async function delegations(on: Db, search: DelegationSearch): Promise<Page<Delegation> | null> {
  const { institution, of, within, limit, after } = search;
  const key = after === undefined ? undefined : keyOf(after, ['text', 'text']);
  if (after !== undefined && key === undefined) return null;
  const later = key === undefined ? undefined : follows(['d.made_at', 'd.id'], key, 'descending');
  const rows = await select<Row>(
    on,
    `${whole} WHERE d.institution = ? AND (d.lender = ? OR d.person = ? OR d.unit IN (?)
       OR EXISTS (SELECT 1 FROM units u WHERE u.institution = d.institution AND u.parent IS NULL AND u.id IN (?))
       OR (d.unit IS NULL AND EXISTS (SELECT 1 FROM grants g
         WHERE g.person = d.lender AND g.institution = d.institution AND g.role = d.role AND g.unit IN (?))))
       ${later === undefined ? '' : `AND ${later.sql}`}
     ORDER BY d.made_at DESC, d.id DESC LIMIT ?`,
    [institution, of, of, within, within, within, ...(later?.params ?? []), limit + 1],
  );
  const items = rows.slice(0, limit).map(shown);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? cursorOf([last.madeAt, last.id]) : null };
}
