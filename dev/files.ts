import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolders } from '../config/folders.ts';
import { messageOf, StartProblem } from './problem.ts';

/** Writes the whole file or nothing: readers see the old text or the new one, never a part. */
export async function writeAtomically(path: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeFile(temporary, content, { mode, flush: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The JSON in a file, or undefined where there is no such file. Broken JSON throws. */
export async function readJsonFile(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the folder if need be and proves that files can be written in it. Throws StartProblem `unwritable-folder`. */
export async function makeWritable(folder: string, setting: string): Promise<void> {
  const probe = join(folder, `.${randomBytes(6).toString('hex')}.probe`);
  try {
    await makeFolders(folder);
    await writeFile(probe, '');
    await unlink(probe);
  } catch (error) {
    throw new StartProblem(
      'unwritable-folder',
      `The folder ${folder} cannot be written (${messageOf(error)}): set ${setting} to a folder that can.`,
      { cause: error },
    );
  }
}
