import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SealError } from './error.ts';
import { makeSealCertificate, makeSealKey, sealIdentityFrom } from './identity.ts';
import type { SealIdentity, SealOwner } from './identity.ts';

export interface SealFiles {
  readonly key: string;
  readonly certificate: string;
}

/**
 * The institution's seal from its two PEM files.
 * @param mayCreate makes what is missing (the embedded default); several processes may start at once, one's files win
 * @throws SealError `no-identity`, `bad-identity`, `key-exposed` (others than the owner can read the key)
 */
export async function loadOrMakeSealIdentity(
  files: SealFiles,
  { mayCreate, ...owner }: SealOwner & { readonly mayCreate: boolean },
): Promise<SealIdentity> {
  if (mayCreate && (await missing(files.key))) {
    // A new key beside an old certificate would be a seal that nobody recognises.
    if (!(await missing(files.certificate))) throw absent(files.key);
    await writeOnce(files.key, makeSealKey(), 0o600);
  }
  const keyPem = await readKey(files.key);
  if (mayCreate && (await missing(files.certificate))) {
    await writeOnce(files.certificate, await makeSealCertificate(keyPem, owner), 0o644);
  }
  return sealIdentityFrom(keyPem, await read(files.certificate));
}

async function readKey(file: string): Promise<string> {
  const text = await read(file);
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new SealError('key-exposed', `Others can read the seal's key ${file}. Run: chmod 600 ${file}`);
  }
  return text;
}

async function read(file: string): Promise<string> {
  if (await missing(file)) throw absent(file);
  return readFile(file, 'utf8');
}

/** Appears whole or not at all, and never replaces a file: the first of several writers wins. */
async function writeOnce(file: string, text: string, mode: number): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, text, { mode, flag: 'wx', flush: true });
    await link(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function missing(file: string): Promise<boolean> {
  try {
    await stat(file);
    return false;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return true;
    throw error;
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const absent = (file: string): SealError =>
  new SealError('no-identity', `The seal's file ${file} is missing. Restore it from the backup, or configure another.`);
