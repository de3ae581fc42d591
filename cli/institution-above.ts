import { stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

export const INSTITUTION = 'institution.yaml';

/** The nearest `institution.yaml` of a folder, or of one above it; undefined where there is none. */
export async function institutionAbove(folder: string): Promise<string | undefined> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, INSTITUTION);
    if (await isFile(file)) return shown(file);
    if (dirname(at) === at) return undefined;
  }
}

/** As people write it: from where they are, where it lies below. */
function shown(file: string): string {
  const from = relative(process.cwd(), file);
  return from.startsWith('..') ? file : from;
}

export const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
