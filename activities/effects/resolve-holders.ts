import { holdersOf } from '../../db/identity/holders.ts';
import { peopleByEmail, peopleNamed } from '../../db/identity/people-named.ts';
import type { EffectRequest, EffectResult, Resolved } from '../../domain/mobility/effects.ts';
import type { Asked } from './asked.ts';
import type { EffectDeps } from './deps.ts';

/** Nobody, or too few, have the role or the address that a step names: staff mend that, and retry. */
export class NobodyThere extends Error {
  override readonly name = 'NobodyThere';
  readonly code = 'nobody-there';
}

/**
 * Who they are that a step waits for: everybody who has the role at that unit now, and the people of these addresses.
 * @throws NobodyThere, DatabaseError
 */
export async function resolveHolders(
  { db, now }: EffectDeps,
  { state }: Asked,
  { step, role, named, least }: EffectRequest & { readonly kind: 'resolve-holders' },
): Promise<EffectResult> {
  const [held = []] = role === undefined ? [] : await holdersOf(db, state, [role], now());
  const byRole = (await peopleNamed(db, held)).map((one): Resolved => ({ ...one, ...role }));
  const found = await peopleByEmail(db, state.institution, named);
  const byAddress = named.map((address): Resolved => {
    const those = found.filter(
      (one) => one.email.toLowerCase() === address.toLowerCase() && one.person !== state.person.id,
    );
    const [one] = those;
    if (one === undefined || those.length > 1)
      throw new NobodyThere(
        one === undefined
          ? `Nobody here has the address ${address}: add them, or publish the procedure with another address.`
          : `Several people here have the address ${address}: keep it with one of them.`,
      );
    return { person: one.person, name: one.name, named: address };
  });
  const members = [...byRole, ...byAddress];
  if (members.length < Math.max(least, 1))
    throw new NobodyThere(
      role === undefined
        ? 'Nobody is named.'
        : `The step needs ${String(least)} with the role “${role.role}” at “${role.unit}”, and there are ${String(byRole.length)}: grant it to more people, then retry.`,
    );
  return { kind: 'resolve-holders', step, members };
}
