import type { PersonId, UnitId } from '../ids.ts';
import type { Actor, Permission } from './actor.ts';
import { forOne, type Pair } from './pairs.ts';

/** Where somebody's roles reach: these units, but never into the files of who lent them. */
export interface Reach {
  readonly units: readonly UnitId[];
  readonly notOf?: PersonId;
}

type Person = Actor & { readonly kind: 'person' };

/** Where somebody has a permission, for lists: what they show is what `may` and `maySee` say of each file. */
export function reachOf(actor: Person, permission: Permission): readonly Reach[] {
  const grants = actor.grants.filter((g) => g.permissions.includes(permission));
  const byLender = Map.groupBy(grants, (g) => g.onBehalfOf?.person);
  return [...byLender].map(([lender, those]) => ({
    units: [...new Set(those.flatMap((g) => g.units))],
    ...(lender === undefined ? {} : { notOf: lender }),
  }));
}

/** A role held at a unit, for the queue. */
export interface Held extends Pair {
  readonly notOf?: PersonId;
}

/** Every role with every unit that it is held at, and what is theirs alone; one's own before those that were lent. */
export function heldPairs({ grants, person }: Person): readonly Held[] {
  const pairs = new Map<string, Held>();
  const add = ({ role, unit }: Pair, notOf: PersonId | undefined): void => {
    // Of two who lent the same each leaves out their own file alone.
    const key = JSON.stringify([role, unit, notOf]);
    if (!pairs.has(JSON.stringify([role, unit, undefined])))
      pairs.set(key, { role, unit, ...(notOf === undefined ? {} : { notOf }) });
  };
  for (const { role, units, onBehalfOf } of grants) {
    for (const unit of units) add({ role, unit }, onBehalfOf?.person);
    add(forOne(onBehalfOf?.person ?? person, role), onBehalfOf?.person);
  }
  add(forOne(person), undefined);
  return [...pairs.values()];
}
