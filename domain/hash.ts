import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import type { Sha256 } from './ids.ts';

/** SHA-256 of a text (UTF-8), in hexadecimal. Pure JavaScript: `node:crypto` does not exist in the workflow's sandbox. */
export const sha256Hex = (text: string): Sha256 => bytesToHex(sha256(utf8ToBytes(text)));

/**
 * The canonical form of a JSON value (RFC 8785), the one that is hashed, signed and compared.
 * @throws TypeError when the value has no JSON form (undefined, a function, NaN).
 */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('This value has no canonical JSON form.');
  return text;
}

/** SHA-256 of a value's canonical form. */
export const hashOf = (value: unknown): Sha256 => sha256Hex(canonical(value));
