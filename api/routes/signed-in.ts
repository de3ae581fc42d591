import type { Actor, Permission } from '../../domain/authority/actor.ts';
import { mayAnywhere } from '../../domain/authority/may.ts';
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
