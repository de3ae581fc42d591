import { join } from 'node:path';
import type { InstitutionDeclaration } from '../domain/institution/declaration.ts';
import type { Problem } from '../domain/process/problem.ts';
import { CliProblem } from './fail.ts';
import { INSTITUTION, isFolder } from './institution-above.ts';

/** The text of a file. @throws CliProblem when it cannot be read */
export async function textOf(file: string): Promise<string> {
  const { readText } = await import('../db/institutions/load.ts');
  const text = await readText(file);
  if (typeof text === 'string') return text;
  throw new CliProblem(text.code, `${text.message} ${text.hint}`);
}

/** The institution that a file declares, or the `institution.yaml` of a folder, with what is wrong with it. */
export async function institutionIn(
  path: string,
): Promise<{ readonly declaration?: InstitutionDeclaration; readonly problems: readonly Problem[] }> {
  const [{ checkInstitution }, { isZone }] = await Promise.all([
    import('../domain/institution/check.ts'),
    import('../db/institutions/load.ts'),
  ]);
  const file = (await isFolder(path)) ? join(path, INSTITUTION) : path;
  return checkInstitution(await textOf(file), file, isZone);
}
