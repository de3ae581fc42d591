import { dirname } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { InstitutionDeclaration } from '../../domain/institution/declaration.ts';
import type { Procedure } from '../../domain/process/procedure.ts';
import type { Problem } from '../../domain/process/problem.ts';
import type { Behaviour } from '../../domain/simulation/behaviour.ts';
import type { World } from '../../domain/simulation/world.ts';
import { countsOf, print, problemLines } from '../print.ts';
import { institutionAbove } from '../institution-above.ts';
import { institutionIn, textOf } from '../procedure-file.ts';

interface Options {
  readonly institution?: string;
  readonly mobilities: number;
  readonly seed: number;
  readonly behaviour?: string;
  readonly exhaustive?: true;
  readonly states?: number;
  readonly json?: boolean;
}

/** `smile procedure simulate FILE` */
export const procedureSimulate = (): Command =>
  new Command('simulate')
    .description('let made-up mobilities run through a procedure, or explore every combination of decisions')
    .argument('<file>', 'the YAML file of the procedure')
    .option('--institution <file>', 'its institution.yaml, or the folder of it; the nearest one above by default')
    .option('--mobilities <n>', 'how many', wholeNumber(1, 1_000_000), 1000)
    .option('--seed <n>', 'the same seed gives the same report', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--behaviour <file>', 'a YAML file that says how people behave: docs/simulation.md')
    .option('--exhaustive', 'explore everything that can happen; 1 when a property is refuted')
    .option('--states <n>', 'explore at most so many states', wholeNumber(1, 10_000_000))
    .option('--json', 'print the report as JSON')
    .action(async (file: string, options: Options) => {
      const { json = false } = options;
      const { problems, ...ready } = await read(file, options);
      if (!('world' in ready)) {
        print(json, { ok: false, problems }, () =>
          [...problemLines(problems), `${file}: ${countsOf(problems)}.`].join('\n'),
        );
        process.exitCode = 1;
        return;
      }
      if (options.exhaustive === true) await exploreIt(ready.world, options, json);
      else await simulateIt(ready, options, json);
    });

async function simulateIt({ world, behaviour }: Ready, { mobilities, seed }: Options, json: boolean): Promise<void> {
  const [{ simulate }, { reportInWords }] = await Promise.all([
    import('../../domain/simulation/simulate.ts'),
    import('../../domain/simulation/words.ts'),
  ]);
  const report = simulate(world, { behaviour, mobilities, seed });
  print(json, report, () => reportInWords(report));
}

async function exploreIt(world: World, { states }: Options, json: boolean): Promise<void> {
  const [{ explore }, { explorationInWords }] = await Promise.all([
    import('../../domain/simulation/exhaustive/explore.ts'),
    import('../../domain/simulation/exhaustive/words.ts'),
  ]);
  const found = explore(world, states === undefined ? {} : { states });
  print(json, found, () => explorationInWords(found));
  if (found.properties.some(({ verdict }) => verdict === 'refuted')) process.exitCode = 1;
}

interface Ready {
  readonly world: World;
  readonly behaviour: Behaviour;
}

/** The world of a procedure, or what keeps it from being simulated. */
async function read(
  file: string,
  { institution, behaviour }: Options,
): Promise<{ readonly problems: readonly Problem[] } & (Ready | object)> {
  const [{ checkProcedure }, { surroundingsOf }] = await Promise.all([
    import('../../domain/process/check.ts'),
    import('../../domain/institution/check.ts'),
  ]);
  const text = await textOf(file);
  const path = institution ?? (await institutionAbove(dirname(file)));
  const around = path === undefined ? { problems: [] } : await institutionIn(path);
  const { declaration } = around;
  const checked = checkProcedure(text, file, declaration && surroundingsOf(declaration));
  const habits = checked.procedure && (await behaviourIn(behaviour, checked.procedure));
  const problems = [...around.problems, ...checked.problems, ...(habits?.problems ?? [])];
  const { procedure } = checked;
  if (
    !checked.ok ||
    procedure === undefined ||
    habits?.behaviour === undefined ||
    problems.some(({ severity }) => severity === 'error')
  )
    return { problems };
  return { problems, world: await worldAt(procedure, declaration), behaviour: habits.behaviour };
}

async function behaviourIn(
  file: string | undefined,
  procedure: Procedure,
): Promise<{ readonly problems: readonly Problem[]; readonly behaviour?: Behaviour }> {
  if (file === undefined)
    return { problems: [], behaviour: (await import('../../domain/simulation/behaviour.ts')).usualBehaviour };
  const { checkBehaviour } = await import('../../domain/simulation/check-behaviour.ts');
  return checkBehaviour(await textOf(file), file, procedure);
}

/** The calendar has the years around the first stays, whatever today is: the same report next year. */
async function worldAt(procedure: Procedure, declaration: InstitutionDeclaration | undefined): Promise<World> {
  const [{ calendarOf }, { worldOf, yearOf }] = await Promise.all([
    import('../../db/institutions/calendar.ts'),
    import('../../domain/simulation/world.ts'),
  ]);
  const calendar = declaration?.calendar ?? {
    zone: 'Europe/Paris',
    holidays: 'france' as const,
    closures: [],
    quiet: { from: '21:00', until: '07:00' },
  };
  return worldOf(procedure, calendarOf(calendar, `${String(yearOf(procedure))}-01-01T00:00:00.000Z`), declaration);
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Give a whole number from ${String(least)} to ${String(most)}.`);
  };
}
