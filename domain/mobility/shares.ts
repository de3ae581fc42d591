import type { EffectId, PersonId } from '../ids.ts';
import type { AskedEffect } from './deciding.ts';
import type { MailRequest, Recipient } from './mail.ts';

export type RoleRecipient = Recipient & { readonly to: 'role' };

/** More than anybody's commit asks for, so that a share's number is never an effect's. */
export const SHARES = 100_000;

/**
 * The effect that sends a role's mail to its k-th holder. It keeps the form of effects' ids, `reference/seq/n`, so
 * that staff retry or skip one holder's message like any other.
 * @param k from 1
 */
export function shareOf(effect: EffectId, k: number): EffectId {
  const [reference = '', seq = '', n = ''] = effect.split('/');
  return `${reference}/${seq}/${Number(n) * SHARES + k}`;
}

/**
 * A role's mail as one mail for each holder: what cannot be delivered to one is then an incident of its own, and the
 * others do not get theirs again when it is retried.
 */
export const sharesOf = (
  effect: EffectId,
  mail: MailRequest,
  { role, unit }: RoleRecipient,
  holders: readonly PersonId[],
): AskedEffect[] =>
  holders.map((person, index) => ({
    effect: shareOf(effect, index + 1),
    request: { kind: 'mail', mail: { ...mail, recipient: { to: 'somebody', person, as: { role, unit } } } },
  }));
