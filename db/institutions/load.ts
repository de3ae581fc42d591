import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { InstitutionDeclaration } from '../../domain/institution/declaration.ts';
import { checkInstitution, surroundingsOf } from '../../domain/institution/check.ts';
import { checkProcedure } from '../../domain/process/check.ts';
import { MOST_YAML_CHARACTERS } from '../../domain/process/locate.ts';
import type { Procedure } from '../../domain/process/procedure.ts';
import type { Problem } from '../../domain/process/problem.ts';
import { offsetsOf } from '../zones.ts';

/** An institution as its folder declares it. */
export interface LoadedInstitution {
  /** Undefined when something stands against applying it. */
  readonly declaration?: InstitutionDeclaration;
  readonly procedures: readonly { readonly procedure: Procedure; readonly source: string }[];
  readonly problems: readonly Problem[];
}

/** Reads `institution.yaml` and `procedures/*.yaml` of a folder and checks all of it. Files that are missing are problems too. */
export async function loadInstitution(folder: string): Promise<LoadedInstitution> {
  const file = join(folder, 'institution.yaml');
  const text = await readText(file);
  if (typeof text !== 'string') return { procedures: [], problems: [text] };
  const { declaration, problems } = checkInstitution(text, file, isZone);
  const files = await proceduresIn(folder);
  const read = await Promise.all(files.map(async (path) => procedureOf(path, declaration)));
  const all = [...problems, ...read.flatMap((one) => one.problems), ...sameNames(read)];
  return {
    ...(declaration === undefined || all.some(({ severity }) => severity === 'error') ? {} : { declaration }),
    procedures: read.flatMap(({ procedure, source }) => (procedure === undefined ? [] : [{ procedure, source }])),
    problems: all,
  };
}

/** The text of a file, or the problem that keeps it from being read. A file over 1 MiB is not read. */
export async function readText(file: string): Promise<string | Problem> {
  const problem = (code: string, message: string, hint: string): Problem => ({
    severity: 'error',
    code,
    file,
    line: 1,
    column: 1,
    path: '',
    message,
    hint,
  });
  try {
    const found = await stat(file);
    if (!found.isFile()) return problem('not-a-file', `${file} is not a file.`, 'Give the path of a YAML file.');
    if (found.size > MOST_YAML_CHARACTERS)
      return problem('yaml-too-large', `${file} is larger than 1 MiB.`, 'Take out what does not belong there.');
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof TypeError) return problem('not-utf-8', `${file} is not UTF-8 text.`, 'Save it as UTF-8.');
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return problem('file-missing', `There is no file ${file}.`, 'See whether the path is right.');
    if (code === 'EACCES')
      return problem('file-unreadable', `${file} may not be read.`, 'Give yourself the right to read it.');
    throw error;
  }
}

/** Whether this machine knows a time zone. */
export function isZone(zone: string): boolean {
  try {
    return offsetsOf(zone, 2026, 2026).length > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

async function proceduresIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(join(folder, 'procedures'));
    return names
      .filter((name) => /\.ya?ml$/.test(name))
      .toSorted()
      .map((name) => join(folder, 'procedures', name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}

interface ReadProcedure {
  readonly path: string;
  readonly source: string;
  readonly procedure?: Procedure;
  readonly problems: readonly Problem[];
}

async function procedureOf(path: string, declaration: InstitutionDeclaration | undefined): Promise<ReadProcedure> {
  const text = await readText(path);
  if (typeof text !== 'string') return { path, source: '', problems: [text] };
  const { procedure, problems } = checkProcedure(text, path, declaration && surroundingsOf(declaration));
  return { path, source: text, problems, ...(procedure === undefined ? {} : { procedure }) };
}

/** Files that declare one procedure. */
export function sameNames(read: readonly Pick<ReadProcedure, 'path' | 'procedure'>[]): Problem[] {
  const first = new Map<string, string>();
  return read.flatMap(({ path, procedure }): Problem[] => {
    if (procedure === undefined) return [];
    const other = first.get(procedure.procedure);
    first.set(procedure.procedure, other ?? path);
    if (other === undefined) return [];
    return [
      {
        severity: 'error',
        code: 'duplicate-procedure',
        file: path,
        line: 1,
        column: 1,
        path: 'procedure',
        message: `${basename(other)} has a procedure “${procedure.procedure}” as well.`,
        hint: 'Give each procedure its own name.',
      },
    ];
  });
}
