import type { InstitutionId } from '../../domain/ids.ts';
import type { Db, Tx } from '../connect.ts';
import { select } from '../sql.ts';
import type { Known } from './people.ts';
import type { Grant } from './people-grant.ts';

export interface Listed extends Known {
  readonly kind: string;
  readonly roles: readonly Grant[];
  /** Whether a login is tied to them. */
  readonly login: boolean;
}

/** The staff of an institution and whoever else has a role there, by family name. */
export async function listStaff(on: Db | Tx, institution: InstitutionId): Promise<Listed[]> {
  const people = await select<Omit<Listed, 'roles' | 'login'> & { logins: number }>(
    on,
    `SELECT p.id, p.given, p.family, p.email, p.language, p.kind,
       (SELECT COUNT(*) FROM identities i WHERE i.person = p.id) AS logins
     FROM people p WHERE p.id IN (
       SELECT id FROM people WHERE institution = ? AND kind = 'staff'
       UNION SELECT person FROM grants WHERE institution = ?)
     ORDER BY p.family, p.given, p.id`,
    [institution, institution],
  );
  const grants = await select<{
    person: string;
    role: string;
    unit: string;
    validFrom: string | null;
    validUntil: string | null;
  }>(
    on,
    `SELECT person, role, unit, valid_from AS validFrom, valid_until AS validUntil FROM grants
     WHERE institution = ? ORDER BY role, unit, id`,
    [institution],
  );
  const roles = Map.groupBy(grants, ({ person }) => person);
  return people.map(({ logins, ...person }) => ({
    ...person,
    roles: (roles.get(person.id) ?? []).map(({ role, unit, validFrom, validUntil }) => ({
      role,
      unit,
      from: validFrom,
      until: validUntil,
    })),
    login: logins > 0,
  }));
}
