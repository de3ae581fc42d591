import { link, readdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Key } from './crypto.ts';
import { readKeyFile, syncFolder, written } from './master-key-file.ts';

const pathOf = (masterKeyFile: string, id: string): string => join(dirname(masterKeyFile), `retired-${id}.key`);

/**
 * Keeps master keys that go out of their file, each in one of its own beside it: backups of their time need them. What is
 * there already is never written over.
 * @returns their files
 * @throws Error of the file system, or KeyUnavailable where something else has the name
 */
export async function keepRetired(masterKeyFile: string, keys: readonly Key[]): Promise<string[]> {
  const kept: string[] = [];
  for (const key of keys) {
    const path = pathOf(masterKeyFile, key.id);
    const draft = await written(masterKeyFile, [key]);
    try {
      await link(draft, path);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      if ((await readKeyFile(path))?.[0].id !== key.id) throw error;
    } finally {
      await unlink(draft);
    }
    kept.push(path);
  }
  await syncFolder(dirname(masterKeyFile));
  return kept;
}

/** The master keys that were kept beside the file. @throws KeyUnavailable when one cannot be read */
export async function readRetired(masterKeyFile: string): Promise<Key[]> {
  const names = await readdir(dirname(masterKeyFile)).catch(() => []);
  const read = await Promise.all(
    names
      .filter((name) => /^retired-[0-9a-f]+\.key$/.test(name))
      .sort()
      .map((name) => readKeyFile(join(dirname(masterKeyFile), name))),
  );
  return read.flatMap((keys) => keys ?? []);
}
