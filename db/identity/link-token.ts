import { createHmac, hkdfSync } from 'node:crypto';
import type { EffectId } from '../../domain/ids.ts';
import type { Key } from '../crypto.ts';

/**
 * The token of the link in a mail: the same each time the mail of this effect is sent, known to nobody else. It follows
 * from the mobility's own key, so that a new master key changes nothing of it.
 */
export function linkToken(mobility: Key, effect: EffectId): string {
  const key = Buffer.from(hkdfSync('sha256', mobility.bytes, '', 'smile one-time links', 32));
  return createHmac('sha256', key).update(`link\0${effect}`).digest('base64url');
}

/** The address of a link. The token stands after `#`, so that it reaches no server's or proxy's log. */
export const linkUrl = (base: string, token: string): string => `${base}/link#${token}`;
