import type { EffectId } from '../../domain/ids.ts';
import { SHARES } from '../../domain/mobility/shares.ts';

/** The Message-ID of an effect's mail, of nothing but its id, so that a mail sent twice is known as one. */
export function messageId(effect: EffectId, host: string): string {
  const [reference = '', seq = '', n = ''] = effect.split('/');
  const number = Number(n);
  const last = number < SHARES ? n : `${Math.floor(number / SHARES)}.${number % SHARES}`;
  return `<${reference}.${seq}.${last}@${host}>`;
}
