import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { checkInstitution, surroundingsOf } from '../../domain/institution/check.ts';
import type { InstitutionDeclaration } from '../../domain/institution/declaration.ts';
import { checkProcedure, type Surroundings } from '../../domain/process/check.ts';
import type { Problem } from '../../domain/process/problem.ts';
import type { Procedure } from '../../domain/process/procedure.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** One procedure of an example institution, checked as publishing checks it. */
export interface Example {
  readonly institution: string;
  readonly name: string;
  readonly file: string;
  readonly procedure: Procedure;
  readonly problems: readonly Problem[];
  /** As it was written. */
  readonly written: unknown;
  /** What it was checked against. */
  readonly surroundings: Surroundings;
}

/** An example institution as its file declares it. */
export function declared(institution: string): InstitutionDeclaration {
  const file = `institutions/${institution}/institution.yaml`;
  const { declaration, problems } = checkInstitution(read(file), file);
  if (declaration === undefined || problems.length > 0) throw new Error(`${file}: ${JSON.stringify(problems)}`);
  return declaration;
}

export const INSTITUTIONS = globSync('institutions/*', { cwd: root })
  .map((folder) => basename(folder))
  .sort();

/** Every procedure of every example institution. */
export const EXAMPLES: readonly Example[] = INSTITUTIONS.flatMap((institution) => {
  const surroundings = surroundingsOf(declared(institution));
  return globSync(`institutions/${institution}/procedures/*.yaml`, { cwd: root })
    .sort()
    .map((file): Example => {
      const text = read(file);
      const { procedure, problems } = checkProcedure(text, file, surroundings);
      if (procedure === undefined) throw new Error(`${file} is no procedure: ${JSON.stringify(problems)}`);
      const name = basename(file, '.yaml');
      return { institution, name, file, procedure, problems, written: parse(text), surroundings };
    });
});
