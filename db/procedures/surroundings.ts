import type { Permission } from '../../domain/authority/actor.ts';
import type { InstitutionId, RoleId, Text } from '../../domain/ids.ts';
import type { Surroundings } from '../../domain/process/check.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import type { Db } from '../connect.ts';
import { isOn, type Term } from '../identity/grants.ts';
import { readInstitution } from '../institutions/read.ts';
import { select } from '../sql.ts';

/**
 * What a procedure is checked against before it is published: the institution's languages and roles, and which of
 * them somebody has today.
 */
export async function surroundingsNow(
  db: Db,
  institution: InstitutionId,
  now: Date,
): Promise<Surroundings | undefined> {
  const host = await readInstitution(db, institution);
  if (host === undefined) return undefined;
  const [roles, grants] = await Promise.all([
    rolesOf(db, institution),
    select<Term & { role: RoleId }>(
      db,
      `SELECT DISTINCT g.role, g.valid_from, g.valid_until FROM grants g
       JOIN people p ON p.id = g.person AND p.institution = g.institution WHERE g.institution = ?`,
      [institution],
    ),
  ]);
  const today = localDateOf(host.calendar, now.toISOString());
  const held = new Set(grants.filter((grant) => isOn(grant, today)).map(({ role }) => role));
  return { languages: host.languages, roles: roles.map(({ role }) => role), held };
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
