import type { PersonId, RoleId, UnitId } from '../../domain/ids.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import { instantAt } from '../../domain/time/instants.ts';
import type { Db, Tx } from '../connect.ts';
import { select } from '../sql.ts';
import { isOn, type Term } from './grants.ts';

export interface RoleAt {
  readonly role: RoleId;
  readonly unit: UnitId;
}

/**
 * Everybody who holds each of these roles at its unit on the day of `now`, in the roles' order, but for the file's own
 * person, who decides nothing in it.
 */
export async function holdersOf(
  on: Db | Tx,
  { institution, person, calendar }: Pick<Mobility, 'institution' | 'person' | 'calendar'>,
  roles: readonly RoleAt[],
  now: Date,
): Promise<PersonId[][]> {
  if (roles.length === 0) return [];
  const rows = await select<Term & RoleAt & { person: PersonId }>(
    on,
    `SELECT g.role, c.unit, g.person, g.valid_from, g.valid_until FROM grants g
     JOIN unit_covers c ON c.institution = g.institution AND c.ancestor = g.unit
     JOIN people p ON p.id = g.person AND p.institution = g.institution
     WHERE g.institution = ? AND g.person <> ? AND (${roles.map(() => '(g.role = ? AND c.unit = ?)').join(' OR ')})
     ORDER BY g.person`,
    [institution, person.id, ...roles.flatMap(({ role, unit }) => [role, unit])],
  );
  const today = localDateOf(calendar, instantAt(now.getTime()));
  const held = rows.filter((row) => isOn(row, today));
  return roles.map(({ role, unit }) => [
    ...new Set(held.filter((row) => row.role === role && row.unit === unit).map((row) => row.person)),
  ]);
}
