import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** A key of AES-256-GCM; its id says which one it is, and nothing about it. */
export interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

/** What is asked for cannot be read with the keys we have. Plain on purpose: it may end up in anybody's log. */
export class KeyUnavailable extends Error {
  override readonly name = 'KeyUnavailable';
  readonly code = 'key-unavailable';
}

const FORMAT = 1;
const KEY_BYTES = 32;
const ID_BYTES = 8;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + ID_BYTES + IV_BYTES;
/** More than this was never written; a forged text could otherwise unpack without end. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What we encrypt is small: a table of 256 KB takes longer to make than to use. */
const QUICK = { level: 3, memLevel: 6, windowBits: 13 };

/** @throws RangeError unless there are 32 bytes */
export function makeKey(bytes: Buffer): Key {
  if (bytes.length !== KEY_BYTES) throw new RangeError(`A key has ${KEY_BYTES} bytes, not ${bytes.length}.`);
  const id = createHash('sha256')
    .update('smile key id\0')
    .update(bytes)
    .digest('hex')
    .slice(0, 2 * ID_BYTES);
  return { id, bytes };
}

/** Making it from the bytes would take longer than to encrypt an event. */
const secrets = new WeakMap<Key, KeyObject>();

function secretOf(key: Key): KeyObject {
  const known = secrets.get(key);
  if (known !== undefined) return known;
  const secret = createSecretKey(key.bytes);
  secrets.set(key, secret);
  return secret;
}

let random = Buffer.alloc(0);

/** Never given twice. The system's generator is asked for many at once: each question costs as much as a cipher. */
function freshIv(): Buffer {
  if (random.length === 0) random = randomBytes(256 * IV_BYTES);
  const iv = random.subarray(0, IV_BYTES);
  random = random.subarray(IV_BYTES);
  return iv;
}

export const randomKey = (): Key => makeKey(randomBytes(KEY_BYTES));

/**
 * Deflates, then encrypts. What comes out: format (1 byte), key id (8), iv (12), ciphertext, tag (16).
 * @param aad where this belongs, such as `event:CAEN-2026-000123:4`: the same must be said to read it, so that rows
 *   cannot be exchanged
 */
export function encrypt(key: Key, aad: string, plain: Uint8Array): Buffer {
  const header = Buffer.concat([Buffer.from([FORMAT]), Buffer.from(key.id, 'hex'), freshIv()]);
  const cipher = createCipheriv('aes-256-gcm', secretOf(key), header.subarray(1 + ID_BYTES), {
    authTagLength: TAG_BYTES,
  });
  cipher.setAAD(Buffer.concat([header, Buffer.from(aad)]));
  const sealed = Buffer.concat([cipher.update(deflateRawSync(plain, QUICK)), cipher.final()]);
  return Buffer.concat([header, sealed, cipher.getAuthTag()]);
}

/** @throws KeyUnavailable when it was encrypted with another key, was altered, or belongs elsewhere */
export function decrypt(key: Key, aad: string, sealed: Uint8Array): Buffer {
  // SQLite keeps a text in a column of bytes when somebody writes one there.
  if (!ArrayBuffer.isView(sealed)) throw new KeyUnavailable('This cannot be decrypted: it is no ciphertext.');
  const all = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (keyIdOf(all) !== key.id) throw new KeyUnavailable('This was encrypted with a key that is not at hand.');
  const header = all.subarray(0, HEADER_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', secretOf(key), header.subarray(1 + ID_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.concat([header, Buffer.from(aad)]));
  decipher.setAuthTag(all.subarray(all.length - TAG_BYTES));
  try {
    const packed = Buffer.concat([
      decipher.update(all.subarray(HEADER_BYTES, all.length - TAG_BYTES)),
      decipher.final(),
    ]);
    return inflateRawSync(packed, { maxOutputLength: MOST_BYTES });
  } catch {
    // The library's reason tells an attacker more than it tells us.
    throw new KeyUnavailable('This cannot be decrypted: it was altered, or belongs elsewhere.');
  }
}

/** @throws TypeError when the value has no JSON form */
export function encryptJson(key: Key, aad: string, value: unknown): Buffer {
  const text: unknown = JSON.stringify(value);
  if (typeof text !== 'string') throw new TypeError('This value has no JSON form.');
  return encrypt(key, aad, Buffer.from(text));
}

/** @throws KeyUnavailable as `decrypt` */
export function decryptJson(key: Key, aad: string, sealed: Uint8Array): unknown {
  return JSON.parse(decrypt(key, aad, sealed).toString('utf8'));
}

/** Which key reads this; null when it is not of our format. */
export function keyIdOf(sealed: Uint8Array): string | null {
  if (sealed.length < HEADER_BYTES + TAG_BYTES || sealed[0] !== FORMAT) return null;
  return Buffer.from(sealed.subarray(1, 1 + ID_BYTES)).toString('hex');
}
