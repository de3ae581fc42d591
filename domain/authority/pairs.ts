import type { Holder } from '../mobility/state.ts';
import type { PersonId, RoleId } from '../ids.ts';
import type { ActiveGrant } from './actor.ts';

/** What waits, as lists keep it: a role at a unit, or one person for a role of theirs. */
export interface Pair {
  readonly role: string;
  readonly unit: string;
}

/** No role begins so: it tells that the second half is a person, who alone holds it. */
const FOR_ONE = '~';

/** The pair that a holder is found by; undefined for those who are found otherwise. */
export function pairOf(holder: Holder): Pair | undefined {
  if (holder.by === 'role') return { role: holder.role, unit: holder.unit };
  return holder.by === 'member' ? forOne(holder.person, holder.role) : undefined;
}

/** What waits for one person, by a role that they have or by their name. */
export const forOne = (person: PersonId, role: RoleId = ''): Pair => ({ role: `${FOR_ONE}${role}`, unit: person });

/** Who alone holds it, and by which role (none when they are named); undefined for a role at a unit. */
export const pairOfOne = ({ role, unit }: Pair): { readonly person: PersonId; readonly role: RoleId } | undefined =>
  role.startsWith(FOR_ONE) ? { person: unit, role: role.slice(FOR_ONE.length) } : undefined;

/** Whether somebody with these grants holds it. */
export function isHeldBy(person: PersonId, grants: readonly ActiveGrant[], { role, unit }: Pair): boolean {
  if (!role.startsWith(FOR_ONE)) return grants.some((g) => g.role === role && g.units.includes(unit));
  const needed = role.slice(FOR_ONE.length);
  if (needed === '') return unit === person;
  return grants.some((g) => g.role === needed && (g.onBehalfOf?.person ?? person) === unit);
}
