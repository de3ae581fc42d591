import { hashOf } from '../../domain/hash.ts';
import type { EffectRequest, EffectResult, Resolved } from '../../domain/mobility/effects.ts';
import { answerOf, type Asked } from '../../domain/simulation/outside.ts';

/** What the outside would answer, without doing it. */
export function madeUp(request: EffectRequest | undefined): EffectResult {
  if (request === undefined || request.kind === 'mail') throw new Error('Nothing to do.');
  return answerOf(request, members, hashOf);
}

function members({ role, named, least }: Asked & { readonly kind: 'resolve-holders' }): readonly Resolved[] {
  const byAddress = named.map((address) => ({
    person: address.split('@')[0] ?? address,
    name: address,
    named: address,
  }));
  if (role === undefined) return byAddress;
  // Amy, Ben and Cat of `random-acts.ts`, who have every role.
  const those = ['amy', 'ben', 'cat'].slice(0, Math.max(least, 3));
  return [...those.map((person) => ({ person, name: person, ...role })), ...byAddress];
}
