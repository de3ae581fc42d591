import type { EffectId } from '../../domain/ids.ts';

/** More than anybody's commit asks for, so that a share's number is never an effect's. */
const SHARES = 100_000;

/**
 * The effect that sends a role's mail to its k-th holder. It keeps the form of effects' ids, `reference/seq/n`, so
 * that staff retry or skip one holder's message like any other.
 * @param k from 1
 */
export function shareOf(effect: EffectId, k: number): EffectId {
  const [reference = '', seq = '', n = ''] = effect.split('/');
  return `${reference}/${seq}/${Number(n) * SHARES + k}`;
}

/** The Message-ID of an effect's mail, of nothing but its id, so that a mail sent twice is known as one. */
export function messageId(effect: EffectId, host: string): string {
  const [reference = '', seq = '', n = ''] = effect.split('/');
  const number = Number(n);
  const last = number < SHARES ? n : `${Math.floor(number / SHARES)}.${number % SHARES}`;
  return `<${reference}.${seq}.${last}@${host}>`;
}
