import { createHash } from 'node:crypto';
import { chmod, mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { CliProblem } from '../fail.ts';
import type { BackupFile } from './manifest.ts';

/** Copies a file and sees that the copy is on the disk. @throws Error of the file system */
export async function copyFile(from: string, to: string, mode = 0o600): Promise<Omit<BackupFile, 'path'>> {
  const hash = createHash('sha256');
  let size = 0;
  const source = await open(from);
  try {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    const target = await open(to, 'wx', mode);
    try {
      for await (const chunk of source.createReadStream({ autoClose: false })) {
        const bytes = chunk as Buffer;
        hash.update(bytes);
        size += bytes.length;
        await target.writeFile(bytes);
      }
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  return { size, sha256: hash.digest('hex') };
}

/** Hashes a file of ours, and sees that it is on the disk. */
export async function sealFile(path: string): Promise<Omit<BackupFile, 'path'>> {
  const hash = createHash('sha256');
  let size = 0;
  await chmod(path, 0o600);
  const file = await open(path, 'r+');
  try {
    for await (const chunk of file.createReadStream({ autoClose: false })) {
      hash.update(chunk as Buffer);
      size += (chunk as Buffer).length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { size, sha256: hash.digest('hex') };
}

/** The files below a folder, as relative paths with `/`; none when there is no folder. Hidden ones are not ours to keep. */
export async function filesBelow(folder: string): Promise<string[]> {
  try {
    const found = await readdir(folder, { recursive: true, withFileTypes: true });
    return found
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((path) => !path.startsWith('.'))
      .sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Sees that what a folder names is on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const SQLITE_FULL = 13;

/** What the file system refused, as a sentence; anything else stays what it is. */
export function explained(error: unknown, folder: string): unknown {
  if (error instanceof CliProblem) return error;
  const code = codeOf(error);
  const full = error instanceof Error && 'errcode' in error && error.errcode === SQLITE_FULL;
  if (full || code === 'ENOSPC' || code === 'EDQUOT')
    return new CliProblem(
      'disk-full',
      `There is no room left at ${folder}: nothing was changed. Make room, or give a folder on another disk.`,
    );
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code))
    return new CliProblem('folder-unwritable', `${folder} cannot be written (${code}): give a folder that can.`);
  return error;
}
