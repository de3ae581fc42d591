import { createHash, randomUUID } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { decrypted, encrypted } from './crypt.ts';
import type { Bytes, Secret } from './crypt.ts';
import { DocumentError } from './error.ts';
import { asStoreError } from './store-error.ts';
import { documentKey, keyParts } from './store.ts';
import type { PutOptions, Store, Stored } from './store.ts';

const incoming = '.incoming';
const anyHash = '0'.repeat(64);

/**
 * A store in a folder of this machine: `root/reference/sha256`, readable by this user only. The folder itself is made
 * once, by `prepareStore`: one that is missing is a volume that is not mounted, and nothing is written in its place.
 */
export function folderStore(root: string): Store {
  const at = (key: string): string => path.join(root, keyParts(key).key);
  return {
    put: (reference, source, secret, options) => put(root, reference, source, secret, options),
    get: async (key, secret) => {
      const { reference, sha256 } = keyParts(key);
      return get(root, at(key), reference, sha256, secret).catch(rethrown);
    },
    has: async (key) => exists(at(key)).catch(rethrown),
    remove: async (key) => rm(at(key), { force: true }).catch(rethrown),
    removeAll: async (reference) => {
      const folder = path.join(root, keyParts(documentKey(reference, anyHash)).reference);
      await access(root).catch(rethrown);
      await rm(folder, { recursive: true, force: true }).catch(rethrown);
    },
  };
}

const rethrown = (error: unknown): never => {
  throw asStoreError(error);
};

/**
 * Removes what uploads that were cut by a crash left behind.
 * @param before instant (ISO): younger files may be uploads still under way
 * @returns how many files were removed
 */
export async function sweepIncoming(root: string, before: string): Promise<number> {
  const folder = path.join(root, incoming);
  const names = (await exists(folder)) ? await readdir(folder) : [];
  let removed = 0;
  for (const name of names) {
    const file = path.join(folder, name);
    // One that is gone became whole, or was given up.
    const found = await stat(file).catch(() => null);
    if (found === null || found.mtimeMs >= Date.parse(before)) continue;
    await rm(file, { force: true });
    removed += 1;
  }
  return removed;
}

async function put(
  root: string,
  reference: string,
  source: Readable | Uint8Array,
  secret: Secret,
  { limitBytes, signal }: PutOptions,
): Promise<Stored> {
  documentKey(reference, anyHash); // refused before the first byte is taken
  const folder = path.join(root, incoming);
  await makeInside(folder).catch(rethrown);
  const file = path.join(folder, randomUUID());
  const counted = { hash: createHash('sha256'), size: 0 };
  const content = source instanceof Uint8Array ? Readable.from([source]) : source;
  const abort = (): void => void content.destroy(new DOMException('The upload was given up.', 'AbortError'));
  try {
    signal?.throwIfAborted();
    signal?.addEventListener('abort', abort, { once: true });
    await writeSynced(file, encrypted(measured(content, counted, limitBytes), secret, reference));
    signal?.throwIfAborted();
    const sha256 = counted.hash.digest('hex');
    const key = documentKey(reference, sha256);
    await makeInside(path.join(root, reference));
    await rename(file, path.join(root, key));
    await syncFolder(path.join(root, reference));
    return { key, sha256, size: counted.size };
  } catch (error) {
    // A store that cannot be written may not let us tidy up either, and why it failed is what counts.
    await rm(file, { force: true }).catch(() => undefined);
    throw asStoreError(error);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Not with what is above it: the root is not made here. */
async function makeInside(folder: string): Promise<void> {
  if (!(await exists(folder)))
    await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
      // Another was first.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
}

async function get(root: string, file: string, context: string, sha256: string, secret: Secret): Promise<Readable> {
  await access(root);
  if (!(await exists(file))) throw new DocumentError('not-found', 'This document is not in the store.');
  const content = decrypted(createReadStream(file), secret, context);
  return Readable.from(checked(content, sha256), { objectMode: false });
}

async function* measured(
  source: Bytes,
  counted: { hash: Hash; size: number },
  limit: number,
): AsyncGenerator<Uint8Array> {
  for await (const data of source) {
    counted.size += data.byteLength;
    if (counted.size > limit) {
      throw new DocumentError(
        'too-large',
        `The file is larger than ${String(limit)} bytes, the most that is taken here.`,
      );
    }
    counted.hash.update(data);
    yield data;
  }
}

/** Two files of one mobility could be swapped on disk under the same key: the name says what the content must be. */
async function* checked(content: Bytes, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const data of content) {
    hash.update(data);
    yield data;
  }
  if (hash.digest('hex') !== sha256)
    throw new DocumentError('altered', 'The stored document is not the one it should be.');
}

async function writeSynced(file: string, content: Bytes): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    for await (const data of content) await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
