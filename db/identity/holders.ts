import type { PersonId, RoleId, UnitId } from '../../domain/ids.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import { instantAt } from '../../domain/time/instants.ts';
import type { Db, Tx } from '../connect.ts';
import { select } from '../sql.ts';
import type { Term } from './grants.ts';
import { dayBefore, isLentOn, lentGrants, lentHolds, type LentTerm } from './lent.ts';

export interface RoleAt {
  readonly role: RoleId;
  readonly unit: UnitId;
}

/**
 * Everybody who holds each of these roles at its unit on the day of `now`, and everybody to whom it is lent that day, in the
 * roles' order, but for the file's own person, who decides nothing in it, by themselves or by whom they lent a role.
 */
export async function holdersOf(
  on: Db | Tx,
  { institution, person, calendar }: Pick<Mobility, 'institution' | 'person' | 'calendar'>,
  roles: readonly RoleAt[],
  now: Date,
): Promise<PersonId[][]> {
  if (roles.length === 0) return [];
  const wanted = roles.map(() => '(g.role = ? AND c.unit = ?)').join(' OR ');
  const pairs = roles.flatMap(({ role, unit }) => [role, unit]);
  const rows = await select<LentTerm & Term & RoleAt & { person: PersonId }>(
    on,
    `SELECT g.role, c.unit, g.person, g.valid_from, g.valid_until, NULL AS lentFrom, NULL AS lentUntil FROM grants g
     JOIN unit_covers c ON c.institution = g.institution AND c.ancestor = g.unit
     JOIN people p ON p.id = g.person AND p.institution = g.institution
     WHERE g.institution = ? AND g.person <> ? AND (${wanted})
     UNION ALL SELECT g.role, c.unit, d.person, g.valid_from, g.valid_until, d.valid_from, d.valid_until
     FROM ${lentGrants}
     JOIN people p ON p.id = d.person AND p.institution = d.institution
     WHERE d.institution = ? AND d.lender <> ? AND d.person <> ? AND d.valid_until >= ? AND ${lentHolds}
       AND (${wanted})
     ORDER BY person`,
    [institution, person.id, ...pairs, institution, person.id, person.id, dayBefore(now), ...pairs],
  );
  const today = localDateOf(calendar, instantAt(now.getTime()));
  const held = rows.filter((row) => isLentOn(row, today));
  return roles.map(({ role, unit }) => [
    ...new Set(held.filter((row) => row.role === role && row.unit === unit).map((row) => row.person)),
  ]);
}
