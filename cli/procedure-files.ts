import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CliProblem } from './fail.ts';
import { INSTITUTION, institutionAbove, isFolder } from './institution-above.ts';

export interface Files {
  readonly procedures: readonly string[];
  /** Of whose roles, units and languages they are; undefined where there is none. */
  readonly institution?: string;
}

/**
 * What is checked together: a file, or all of a folder, which may be an institution's.
 * @param institution the file or the folder of it; false for none; else the nearest one above
 * @throws CliProblem when there is nothing to check
 */
export async function filesToCheck(path: string, institution: string | boolean | undefined): Promise<Files> {
  const folder = await isFolder(path);
  const procedures = folder ? await proceduresIn(path) : basename(path) === INSTITUTION ? [] : [path];
  const found = await institutionFile(folder ? path : dirname(path), institution);
  if (procedures.length === 0 && found === undefined)
    throw new CliProblem('no-procedures', `${path} has no procedure in it: no .yaml, .yml or .json file.`);
  return { procedures, ...(found === undefined ? {} : { institution: found }) };
}

async function institutionFile(folder: string, named: string | boolean | undefined): Promise<string | undefined> {
  if (named === false) return undefined;
  if (typeof named !== 'string') return institutionAbove(folder);
  return (await isFolder(named)) ? join(named, INSTITUTION) : named;
}

/** Those of an institution lie in a folder of their own; any other folder is looked at itself. */
async function proceduresIn(folder: string): Promise<string[]> {
  const inside = join(folder, 'procedures');
  return (await isFolder(inside)) ? [...(await listed(folder)), ...(await listed(inside))] : listed(folder);
}

async function listed(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => /\.(ya?ml|json)$/.test(name) && name !== INSTITUTION)
    .toSorted()
    .map((name) => join(folder, name));
}
