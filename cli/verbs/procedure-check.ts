import { Command } from 'commander';
import type { Checked, Surroundings } from '../../domain/process/check.ts';
import type { Problem } from '../../domain/process/problem.ts';
import { CliProblem } from '../fail.ts';
import { isFolder } from '../institution-above.ts';
import { countsOf, print, problemLines } from '../print.ts';
import { filesToCheck } from '../procedure-files.ts';

interface Options {
  /** False with --no-institution. */
  readonly institution?: string | boolean;
  readonly json?: boolean;
}

/** `smile procedure check FILE|FOLDER` */
export const procedureCheck = (): Command =>
  new Command('check')
    .description('say what is wrong with procedures, and where; 1 when there are errors, warnings alone are 0')
    .argument(
      '<file-or-folder>',
      'the YAML (or JSON) file of a procedure, or a folder of them, such as institutions/caen',
    )
    .option('--institution <file>', 'its institution.yaml, or the folder of it; without it the nearest one above')
    .option('--no-institution', 'check it alone: neither roles nor the languages of an institution')
    .option('--json', 'print { ok, procedure, problems }, of a folder { ok, procedures, problems }')
    .addHelpText('after', '\nEvery code is explained in docs/procedure-checks.md.')
    .action(async (path: string, { institution, json = false }: Options) => {
      const [files, folder] = await Promise.all([filesToCheck(path, institution), isFolder(path)]);
      const around = files.institution === undefined ? { problems: [] } : await surroundings(files.institution);
      const read = await checked(files.procedures, around.surroundings);
      const problems = [...around.problems, ...read.problems];
      const ok = problems.every(({ severity }) => severity === 'warning');
      const names = folder ? { procedures: read.names } : { procedure: read.names[0] ?? null };
      print(json, { ok, ...names, problems }, () =>
        [...problemLines(problems), `${path}: ${countsOf(problems)}.`].join('\n'),
      );
      if (!ok) process.exitCode = 1;
    });

async function surroundings(
  file: string,
): Promise<{ readonly surroundings?: Surroundings; readonly problems: readonly Problem[] }> {
  const [{ checkInstitution, surroundingsOf }, { isZone }] = await Promise.all([
    import('../../domain/institution/check.ts'),
    import('../../db/institutions/load.ts'),
  ]);
  const text = await textOf(file);
  if (typeof text !== 'string') return { problems: [text] };
  const { declaration, problems } = checkInstitution(text, file, isZone);
  return { problems, ...(declaration === undefined ? {} : { surroundings: surroundingsOf(declaration) }) };
}

async function checked(
  paths: readonly string[],
  around: Surroundings | undefined,
): Promise<{ readonly names: readonly string[]; readonly problems: readonly Problem[] }> {
  const [{ checkProcedure }, { sameNames }] = await Promise.all([
    import('../../domain/process/check.ts'),
    import('../../db/institutions/load.ts'),
  ]);
  const today = new Date().toISOString().slice(0, 10);
  const read: (Pick<Checked, 'problems' | 'procedure'> & { readonly path: string })[] = [];
  for (const path of paths) {
    const text = await textOf(path);
    read.push({
      path,
      ...(typeof text === 'string' ? checkProcedure(text, path, around, today) : { problems: [text] }),
    });
  }
  return {
    names: read.flatMap(({ procedure }) => (procedure === undefined ? [] : [procedure.procedure])),
    problems: [...read.flatMap(({ problems }) => problems), ...sameNames(read)],
  };
}

/** The text of a file, or what is wrong with what is in it. @throws CliProblem when there is no such file to read */
async function textOf(file: string): Promise<string | Problem> {
  const { readText } = await import('../../db/institutions/load.ts');
  const text = await readText(file);
  if (typeof text === 'string' || text.code === 'yaml-too-large' || text.code === 'not-utf-8') return text;
  throw new CliProblem(text.code, `${text.message} ${text.hint}`);
}
