import { Command } from 'commander';
import type { Surroundings } from '../../domain/process/check.ts';
import type { Problem } from '../../domain/process/problem.ts';
import { countsOf, print, problemLines } from '../print.ts';
import { institutionIn, textOf } from '../procedure-file.ts';

interface Options {
  readonly institution?: string;
  readonly json?: boolean;
}

/** `smile procedure check FILE` */
export const procedureCheck = (): Command =>
  new Command('check')
    .description('say what is wrong with a procedure, and where; 1 when there are errors, warnings alone are 0')
    .argument('<file>', 'the YAML file of the procedure')
    .option('--institution <file>', 'its institution.yaml, or the folder of it: roles and languages are checked too')
    .option('--json', 'print { ok, procedure, problems }')
    .action(async (file: string, { institution, json = false }: Options) => {
      const { checkProcedure } = await import('../../domain/process/check.ts');
      const text = await textOf(file);
      const around = institution === undefined ? { problems: [] } : await surroundings(institution);
      const checked = checkProcedure(text, file, around.surroundings);
      const problems = [...around.problems, ...checked.problems];
      const ok = checked.ok && around.problems.every(({ severity }) => severity === 'warning');
      print(json, { ok, procedure: checked.procedure?.procedure ?? null, problems }, () =>
        [...problemLines(problems), `${file}: ${countsOf(problems)}.`].join('\n'),
      );
      if (!ok) process.exitCode = 1;
    });

async function surroundings(
  path: string,
): Promise<{ readonly surroundings?: Surroundings; readonly problems: readonly Problem[] }> {
  const { surroundingsOf } = await import('../../domain/institution/check.ts');
  const { declaration, problems } = await institutionIn(path);
  return { problems, ...(declaration === undefined ? {} : { surroundings: surroundingsOf(declaration) }) };
}
