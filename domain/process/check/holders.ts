import type { RoleId, UnitId } from '../../ids.ts';
import type { UnitRule } from '../procedure.ts';
import type { Grant, Surroundings, Unit } from './surroundings.ts';

/** Counts who holds a role where a rule asks for it. */
export interface Holders {
  /** Whether anybody has it anywhere. */
  readonly anywhere: (role: RoleId) => boolean;
  /** The units that a rule may mean, each with how many hold the role there. */
  readonly where: (role: RoleId, at: UnitRule) => readonly { readonly unit: UnitId; readonly count: number }[];
}

/** Undefined where nobody knows who has which role. */
export function holdersIn({ grants, units = [] }: Surroundings): Holders | undefined {
  if (grants === undefined) return undefined;
  const byRole = Map.groupBy(grants, ({ role }) => role);
  const parents = new Map(units.map(({ unit, parent }) => [unit, parent]));
  const root = units[0]?.unit;
  const concerned = unitsConcerned(units);
  const count = (role: RoleId, unit: UnitId): number => {
    const above = upFrom(parents, unit);
    return new Set((byRole.get(role) ?? []).filter((grant) => above.has(grant.unit)).map(personOf)).size;
  };
  return {
    anywhere: (role) => byRole.has(role),
    where: (role, at) => {
      const wanted = at === 'institution' ? (root === undefined ? [] : [root]) : concerned;
      return wanted.map((unit) => ({ unit, count: count(role, unit) }));
    },
  };
}

const personOf = ({ person }: Grant): string => person;

/** Files are of units where there are courses; where no unit has any, of any unit, and of the root where there are none. */
function unitsConcerned(units: readonly Unit[]): readonly UnitId[] {
  const [root, ...below] = units;
  const taught = below.filter(({ codes = [] }) => codes.length > 0);
  const found = taught.length > 0 ? taught : below.length > 0 ? below : root === undefined ? [] : [root];
  return found.map(({ unit }) => unit);
}

/** The unit itself and all above it; of a circle, each once. */
function upFrom(parents: ReadonlyMap<UnitId, UnitId | undefined>, unit: UnitId): ReadonlySet<UnitId> {
  const above = new Set<UnitId>();
  for (let at: UnitId | undefined = unit; at !== undefined && !above.has(at); at = parents.get(at)) above.add(at);
  return above;
}
