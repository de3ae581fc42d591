import { stat } from 'node:fs/promises';
import { CliProblem } from './fail.ts';

/** Sees that files are there before anything else is done. @throws CliProblem */
export async function requireFiles(...files: readonly (string | undefined)[]): Promise<void> {
  for (const file of files) {
    if (file === undefined) continue;
    const isFile = await stat(file).then(
      (found) => found.isFile(),
      () => undefined,
    );
    if (isFile === undefined)
      throw new CliProblem('file-missing', `There is no file ${file} that can be read: see whether the path is right.`);
    if (!isFile) throw new CliProblem('not-a-file', `${file} is not a file: give the path of one.`);
  }
}
