import type { Permission } from '../../domain/authority/actor.ts';
import type { InstitutionId, PersonId, RoleId, Text, UnitId } from '../../domain/ids.ts';
import type { Surroundings } from '../../domain/process/check.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import type { Db } from '../connect.ts';
import { isOn, type Term } from '../identity/grants.ts';
import { readInstitution } from '../institutions/read.ts';
import { select } from '../sql.ts';

/**
 * What a procedure is checked against before it is published: the institution's languages, units and roles, and who
 * has them where today.
 */
export async function surroundingsNow(
  db: Db,
  institution: InstitutionId,
  now: Date,
): Promise<Surroundings | undefined> {
  const host = await readInstitution(db, institution);
  if (host === undefined) return undefined;
  const [roles, grants, staff] = await Promise.all([
    rolesOf(db, institution),
    select<Term & { role: RoleId; unit: UnitId; person: PersonId; email: string }>(
      db,
      `SELECT g.role, g.unit, g.person, g.valid_from, g.valid_until, p.email FROM grants g
       JOIN people p ON p.id = g.person AND p.institution = g.institution WHERE g.institution = ?`,
      [institution],
    ),
    select<{ email: string }>(db, "SELECT email FROM people WHERE institution = ? AND kind = 'staff'", [institution]),
  ]);
  const today = localDateOf(host.calendar, now.toISOString());
  const codes = Map.groupBy(Object.entries(host.faculties), ([, unit]) => unit);
  return {
    languages: host.languages,
    roles: roles.map(({ role }) => role),
    units: host.units
      .map(({ id, parent }) => ({
        unit: id,
        ...(parent === null ? {} : { parent }),
        codes: (codes.get(id) ?? []).map(([code]) => code),
      }))
      .toSorted((a, b) => Number(b.unit === host.root) - Number(a.unit === host.root)),
    grants: grants.filter((grant) => isOn(grant, today)).map(({ person, role, unit }) => ({ person, role, unit })),
    people: new Set(staff.map(({ email }) => email.toLowerCase())),
  };
}

export interface DeclaredRole {
  readonly role: RoleId;
  readonly title: Text;
  readonly permissions: readonly Permission[];
}

/** The roles that an institution declares. */
export async function rolesOf(db: Db, institution: InstitutionId): Promise<DeclaredRole[]> {
  const rows = await select<{ role: RoleId; title: string; permissions: string }>(
    db,
    'SELECT role, title, permissions FROM roles WHERE institution = ? ORDER BY role',
    [institution],
  );
  // Written by `applyInstitution`.
  return rows.map(({ role, title, permissions }) => ({
    role,
    title: JSON.parse(title) as Text,
    permissions: JSON.parse(permissions) as Permission[],
  }));
}
