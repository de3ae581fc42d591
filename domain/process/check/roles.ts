import type { UnitId } from '../../ids.ts';
import type { Procedure } from '../procedure.ts';
import type { Fault } from '../problem.ts';
import { holdersIn, type Holders } from './holders.ts';
import type { Surroundings } from './surroundings.ts';
import { namedRoles, placed, type NamedRole } from './walk.ts';

/** Roles that the institution does not know, and those that nobody, or too few, have where they are asked for. */
export function strangers(procedure: Procedure, around: Surroundings): Fault[] {
  const holders = holdersIn(around);
  const told = new Set<string>();
  return [
    ...namedRoles(procedure).flatMap((named): Fault[] => {
      const { role, path } = named;
      if (role === 'person') return [];
      if (!around.roles.includes(role))
        return [
          {
            code: 'unknown-role',
            path,
            message: `The institution has no role “${role}”.`,
            hint: `It has ${around.roles.join(', ')}.`,
          },
        ];
      return holders === undefined ? [] : notHeld(named, holders, told);
    }),
    ...unknownPeople(procedure, around.people),
  ];
}

function notHeld({ role, path, where, need = 1 }: NamedRole, holders: Holders, told: Set<string>): Fault[] {
  const once = (key: string, fault: Omit<Fault, 'path' | 'severity'>): Fault[] => {
    if (told.has(key)) return [];
    told.add(key);
    return [{ severity: 'warning', path, ...fault }];
  };
  if (!holders.anywhere(role))
    return once(role, {
      code: 'role-not-held',
      message: `Nobody has the role “${role}”: what waits for it would wait until somebody has.`,
      hint: 'Grant it to somebody.',
    });
  if (where === undefined) return [];
  const found = holders.where(role, where);
  const without = found.filter(({ count }) => count === 0).map(({ unit }) => unit);
  const few = found.filter(({ count }) => count > 0 && count < need);
  return [
    ...(without.length === 0
      ? []
      : once(`${role} ${without.join(' ')}`, {
          code: 'role-not-held-there',
          message: `Nobody has the role “${role}” for ${listed(without)}: what waits for it there would wait until somebody has.`,
          hint: 'Grant it to somebody there, or at a unit above.',
        })),
    ...(few.length === 0
      ? []
      : once(`${role} ${String(need)} ${few.map(({ unit }) => unit).join(' ')}`, {
          code: 'quorum-not-held',
          message: `${String(need)} people with the role “${role}” are needed, and there are fewer for ${listed(few.map(({ unit, count }) => `${unit} (${String(count)})`))}.`,
          hint: 'Grant it to more people there, or need fewer.',
        })),
  ];
}

/** More than this nobody reads. */
const MOST_UNITS = 20;
const listed = (units: readonly UnitId[]): string =>
  units.length > MOST_UNITS
    ? `${units.slice(0, MOST_UNITS).join(', ')} and ${String(units.length - MOST_UNITS)} more`
    : units.join(', ');

/** People by their address who have no login here. */
function unknownPeople(procedure: Procedure, people: ReadonlySet<string> | undefined): Fault[] {
  if (people === undefined) return [];
  return placed(procedure).flatMap(({ definition, path }) => {
    if (definition.kind !== 'approval') return [];
    return definition.chain.flatMap((step, n) => {
      const place = [...path, 'chain', n];
      const named =
        'holders' in step
          ? step.holders.flatMap((rule, m) =>
              'named' in rule ? [{ email: rule.named, path: [...place, 'holders', m, 'named'] }] : [],
            )
          : 'named' in step
            ? [{ email: step.named, path: [...place, 'named'] }]
            : [];
      return named
        .filter(({ email }) => !people.has(email.toLowerCase()))
        .map((one): Fault => ({
          severity: 'warning',
          code: 'person-unknown',
          path: one.path,
          message: `Nobody here has the address ${one.email}.`,
          hint: 'See how it is written, or name a role.',
        }));
    });
  });
}
