import type { Surroundings } from '../check.ts';
import type { Procedure } from '../procedure.ts';
import type { Fault } from '../problem.ts';
import { namedRoles } from './walk.ts';

/** Roles that the institution does not know, and those that nobody has. */
export function strangers(procedure: Procedure, { roles, held }: Surroundings): Fault[] {
  const told = new Set<string>();
  return namedRoles(procedure).flatMap(({ role, path }): Fault[] => {
    if (role === 'person') return [];
    if (!roles.includes(role))
      return [
        {
          code: 'unknown-role',
          path,
          message: `The institution has no role “${role}”.`,
          hint: `It has ${roles.join(', ')}.`,
        },
      ];
    if (held === undefined || held.has(role) || told.has(role)) return [];
    told.add(role);
    return [
      {
        severity: 'warning',
        code: 'role-not-held',
        path,
        message: `Nobody has the role “${role}”: what waits for it would wait until somebody has.`,
        hint: 'Grant it to somebody.',
      },
    ];
  });
}
