import type { Readable } from 'node:stream';
import type { Secret } from './crypt.ts';
import { DocumentError } from './error.ts';

/** Where a document lies: `CAEN-2026-000123/<sha-256 of its content>`. Made by `documentKey`, never from a client's text. */
export type DocumentKey = `${string}/${string}`;

export interface Stored {
  readonly key: DocumentKey;
  /** SHA-256 of the content, in hexadecimal. */
  readonly sha256: string;
  /** Bytes of the content. */
  readonly size: number;
}

export interface PutOptions {
  /** The most bytes that are taken. */
  readonly limitBytes: number;
  readonly signal?: AbortSignal;
}

/** Keeps documents, encrypted with their mobility's key, addressed by mobility and content. */
export interface Store {
  /**
   * Takes the bytes, hashing on the way; nothing stays behind when it fails. The same content again changes nothing.
   * @throws DocumentError `too-large` (as soon as the limit is passed), `bad-name`, `bad-key`, `store-full`,
   *   `store-unavailable`
   */
  put(reference: string, source: Readable | Uint8Array, secret: Secret, options: PutOptions): Promise<Stored>;
  /**
   * The content. The stream fails with `altered` when what is stored is not what was put: what came before that must be
   * thrown away.
   * @throws DocumentError `not-found`, `bad-name`, `store-unavailable`
   */
  get(key: string, secret: Secret): Promise<Readable>;
  has(key: string): Promise<boolean>;
  /** Removes the document; one that is not there is no error. */
  remove(key: string): Promise<void>;
  /** Removes all that there is of a mobility. @throws DocumentError `bad-name` */
  removeAll(reference: string): Promise<void>;
}

const referenceForm = /^[A-Z0-9][A-Z0-9-]{0,63}$/;
const sha256Form = /^[0-9a-f]{64}$/;

/** @throws DocumentError `bad-name` when one of both has not its form */
export function documentKey(reference: string, sha256: string): DocumentKey {
  if (!referenceForm.test(reference) || !sha256Form.test(sha256)) {
    throw new DocumentError('bad-name', 'A stored document is named by a mobility reference and a SHA-256.');
  }
  return `${reference}/${sha256}`;
}

/** Splits a key that comes from our records, checking it again: it becomes a path. */
export function keyParts(key: string): { reference: string; sha256: string; key: DocumentKey } {
  const [reference = '', sha256 = '', ...more] = key.split('/');
  if (more.length > 0) throw new DocumentError('bad-name', 'A document key has two parts.');
  return { reference, sha256, key: documentKey(reference, sha256) };
}
