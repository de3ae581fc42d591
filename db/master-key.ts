import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { KeyUnavailable, makeKey } from './crypto.ts';
import type { Key } from './crypto.ts';

const OTHERS = 0o077;

/**
 * The key that wraps all others: from SMILE_MASTER_KEY, else from its file, which the embedded default makes.
 * @throws KeyUnavailable saying what to do
 */
export async function loadMasterKey(settings: Pick<Settings, 'masterKey' | 'masterKeyFile' | 'dev'>): Promise<Key> {
  if (settings.masterKey !== null) return makeKey(settings.masterKey);
  const path = settings.masterKeyFile;
  const text = await read(path);
  if (text !== null) return parse(text, path);
  if (!settings.dev) {
    throw new KeyUnavailable(
      `There is no master key: SMILE_MASTER_KEY is not set and ${path} does not exist. Put the key back; only for a ` +
        'new installation make one (openssl rand -base64 32).',
    );
  }
  await create(path);
  return parse((await read(path)) ?? '', path);
}

async function read(path: string): Promise<string | null> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
      throw new KeyUnavailable(`Others on this machine may read the master key: chmod 600 ${path}`);
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    if (error instanceof KeyUnavailable) throw error;
    throw new KeyUnavailable(`The master key in ${path} cannot be read.`, { cause: error });
  }
}

function parse(text: string, path: string): Key {
  const trimmed = text.trim();
  if (!/^[A-Za-z0-9+/]{43}=$/.test(trimmed)) {
    throw new KeyUnavailable(`${path} does not hold a master key: 32 bytes in base64 are expected.`);
  }
  return makeKey(Buffer.from(trimmed, 'base64'));
}

/** Whole or not at all, and only once, also when several processes start together. */
async function create(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString('base64')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
}
