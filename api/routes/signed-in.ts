import type { Actor, Permission } from '../../domain/authority/actor.ts';
import { mayAnywhere } from '../../domain/authority/may.ts';
import type { RoleId, UnitId } from '../../domain/ids.ts';
import { refuse } from '../../domain/refusal.ts';
import { problemOfRefusal } from '../problem.ts';

export type PersonActor = Actor & { readonly kind: 'person' };

/** The actor, when it is somebody with an account here. @throws Problem 403 */
export function aPerson(actor: Actor): PersonActor {
  if (actor.kind !== 'person') throw problemOfRefusal(refuse('forbidden'));
  return actor;
}

/** The actor, when one of their roles has the permission somewhere. @throws Problem 403 */
export function staffWith(actor: Actor, permission: Permission): PersonActor {
  const refused = mayAnywhere(actor, permission);
  if (refused !== undefined) throw problemOfRefusal(refused);
  return aPerson(actor);
}

/** Every unit at which a permission is held. */
export const unitsWith = (actor: PersonActor, permission: Permission): UnitId[] => [
  ...new Set(actor.grants.filter((g) => g.permissions.includes(permission)).flatMap((g) => g.units)),
];

/** Every role with every unit that it is held at. */
export function heldPairs(actor: PersonActor): { role: RoleId; unit: UnitId }[] {
  const pairs = new Map<string, { role: RoleId; unit: UnitId }>();
  for (const { role, units } of actor.grants) for (const unit of units) pairs.set(`${role} ${unit}`, { role, unit });
  return [...pairs.values()];
}
