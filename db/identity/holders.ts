import type { InstitutionId, PersonId, RoleId, UnitId } from '../../domain/ids.ts';
import type { Db, Tx } from '../connect.ts';
import { select } from '../sql.ts';
import { isOn, type Term } from './grants.ts';
import { localDate } from './local-date.ts';

export interface RoleAt {
  readonly role: RoleId;
  readonly unit: UnitId;
}

/** The file that somebody holds a role for: its own person decides nothing in it. */
export interface HeldFor {
  readonly institution: InstitutionId;
  readonly person: { readonly id: PersonId };
}

/** Everybody who holds each of these roles at its unit today, in the roles' order. */
export async function holdersOf(
  on: Db | Tx,
  { institution, person }: HeldFor,
  roles: readonly RoleAt[],
  now: Date,
): Promise<PersonId[][]> {
  if (roles.length === 0) return [];
  const rows = await select<Term & RoleAt & { person: PersonId; settings: string }>(
    on,
    `SELECT g.role, c.unit, g.person, g.valid_from, g.valid_until, i.settings FROM grants g
     JOIN unit_covers c ON c.institution = g.institution AND c.ancestor = g.unit
     JOIN people p ON p.id = g.person AND p.institution = g.institution
     JOIN institutions i ON i.id = g.institution
     WHERE g.institution = ? AND g.person <> ? AND (${roles.map(() => '(g.role = ? AND c.unit = ?)').join(' OR ')})
     ORDER BY g.person`,
    [institution, person.id, ...roles.flatMap(({ role, unit }) => [role, unit])],
  );
  const held = rows.filter((row) => isOn(row, localDate(row.settings, now)));
  return roles.map(({ role, unit }) => [
    ...new Set(held.filter((row) => row.role === role && row.unit === unit).map((row) => row.person)),
  ]);
}
