import type { EffectId } from '../../domain/ids.ts';
import type { LocalDate } from '../../domain/time/civil.ts';
import { sha256Hex } from '../../domain/hash.ts';
import { SHARES } from '../../domain/mobility/shares.ts';

/** The Message-ID of an effect's mail, of nothing but its id, so that a mail sent twice is known as one. */
export function messageId(effect: EffectId, host: string): string {
  const [reference = '', seq = '', n = ''] = effect.split('/');
  const number = Number(n);
  const last = number < SHARES ? n : `${Math.floor(number / SHARES)}.${number % SHARES}`;
  return `<${reference}.${seq}.${last}@${host}>`;
}

/**
 * The Message-ID of the mail that gathers a day's things for one reader: of nothing but the two, whatever is in it when
 * it is sent again.
 */
export const digestId = (reader: string, day: LocalDate, host: string): string =>
  `<digest.${sha256Hex(`${reader} ${day}`).slice(0, 40)}@${host}>`;
