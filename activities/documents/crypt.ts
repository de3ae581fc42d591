import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { DocumentError } from './error.ts';

/*
 * The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015), as in Tink and age: every chunk is sealed on its
 * own with its number and "this is the last one" in the nonce, so that a cut, swapped or repeated chunk is noticed while
 * a file of any size passes through a constant amount of memory. Each file has its own key, so nonces never repeat.
 */
const magic = Buffer.from('SMD1');
const saltBytes = 16;
const headBytes = magic.length + saltBytes;
const tagBytes = 16;
const chunkBytes = 64 * 1024;

/** 32 secret bytes: the mobility's data key. */
export type Secret = Uint8Array;
export type Bytes = AsyncIterable<Uint8Array>;

/**
 * Encrypts what passes (AES-256-GCM in chunks of 64 KiB).
 * `context` names what the bytes belong to; decryption under another context fails.
 * @throws DocumentError `bad-key`
 */
export async function* encrypted(source: Bytes, secret: Secret, context: string): AsyncGenerator<Buffer> {
  const salt = randomBytes(saltBytes);
  const key = fileKey(secret, salt, context);
  yield Buffer.concat([magic, salt]);
  let index = 0;
  for await (const { piece, last } of pieces(source, chunkBytes)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(index++, last));
    yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
  }
}

/**
 * Decrypts what `encrypted` made. What came out before a failure must be thrown away.
 * @throws DocumentError `altered` when the bytes were changed, cut, reordered or belong to another key or context
 */
export async function* decrypted(source: Bytes, secret: Secret, context: string): AsyncGenerator<Buffer> {
  let key: Buffer | undefined;
  let index = 0;
  for await (const { piece, last } of pieces(source, chunkBytes + tagBytes, headBytes)) {
    if (!key) {
      if (piece.length < headBytes || last || !piece.subarray(0, magic.length).equals(magic)) throw altered();
      key = fileKey(secret, piece.subarray(magic.length), context);
      continue;
    }
    yield opened(piece, key, nonce(index++, last));
  }
}

function opened(sealed: Buffer, key: Buffer, iv: Buffer): Buffer {
  if (sealed.length < tagBytes) throw altered();
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw altered({ cause });
  }
}

function fileKey(secret: Secret, salt: Uint8Array, context: string): Buffer {
  if (secret.byteLength !== 32) throw new DocumentError('bad-key', 'A data key must be 32 bytes.');
  return Buffer.from(hkdfSync('sha256', secret, salt, `smile document 1 ${context}`, 32));
}

function nonce(index: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUIntBE(index, 5, 6);
  bytes.writeUInt8(last ? 1 : 0, 11);
  return bytes;
}

/** Cuts what passes into pieces of `size` bytes (the first of `firstSize`); exactly one, maybe empty, is the last. */
async function* pieces(
  source: Bytes,
  size: number,
  firstSize = size,
): AsyncGenerator<{ piece: Buffer; last: boolean }> {
  let wanted = firstSize;
  let rest: Buffer = Buffer.alloc(0);
  for await (const data of source) {
    rest = rest.length === 0 ? Buffer.from(data) : Buffer.concat([rest, data]);
    // One byte more than a piece must be there before it is known not to be the last.
    while (rest.length > wanted) {
      yield { piece: rest.subarray(0, wanted), last: false };
      rest = rest.subarray(wanted);
      wanted = size;
    }
  }
  yield { piece: rest, last: true };
}

const altered = (options?: ErrorOptions): DocumentError =>
  new DocumentError('altered', 'The stored document was changed, cut short, or belongs to another key.', options);
