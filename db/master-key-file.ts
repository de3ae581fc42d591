import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { KeyUnavailable, makeKey, randomKey } from './crypto.ts';
import type { Key } from './crypto.ts';

const OTHERS = 0o077;

/** At least one, the newest first. */
export type KeyList = readonly [Key, ...Key[]];

/**
 * The master keys of a file, one a line, the newest first; null when there is no file.
 * @throws KeyUnavailable when it cannot be read, holds none, or others may read it
 */
export async function readKeyFile(path: string): Promise<KeyList | null> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0)
      throw new KeyUnavailable(`Others on this machine may read the master key: chmod 600 ${path}`);
    return parse(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    if (error instanceof KeyUnavailable) throw error;
    throw new KeyUnavailable(`The master key in ${path} cannot be read.`, { cause: error });
  }
}

function parse(text: string, path: string): KeyList {
  const lines = text.split('\n').map((line) => line.trim());
  const [first, ...older] = lines
    .filter((line) => line !== '')
    .map((line) => {
      if (!/^[A-Za-z0-9+/]{43}=$/.test(line)) throw noKey(path);
      return makeKey(Buffer.from(line, 'base64'));
    });
  if (first === undefined) throw noKey(path);
  return [first, ...older];
}

const noKey = (path: string): KeyUnavailable =>
  new KeyUnavailable(`${path} does not hold a master key: 32 bytes in base64 are expected.`);

/** Makes the file with a new key, whole or not at all, and only once, also when several processes start together. */
export async function createKeyFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = await written(path, [randomKey()]);
  try {
    await link(draft, path);
    await syncFolder(dirname(path));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
}

/** Replaces the keys of the file, whole or not at all: whoever reads it meanwhile reads the old or the new. */
export async function replaceKeyFile(path: string, keys: KeyList): Promise<void> {
  const draft = await written(path, keys);
  try {
    await rename(draft, path);
  } catch (error) {
    await unlink(draft);
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Removes what a process that was killed while it wrote the file has left. */
export async function removeDrafts(path: string): Promise<void> {
  const names = await readdir(dirname(path));
  const drafts = names.filter((name) => name.startsWith(`${basename(path)}.`) && /\.[0-9a-f]{12}$/.test(name));
  await Promise.all(drafts.map((name) => unlink(join(dirname(path), name))));
}

/** A file beside it that is on the disk and that its owner alone may read. */
export async function written(path: string, keys: KeyList): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(keys.map(({ bytes }) => `${bytes.toString('base64')}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}

/** A new name is on the disk when its folder is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
