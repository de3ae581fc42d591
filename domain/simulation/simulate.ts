import { taskOf, tasksOf, type Procedure } from '../process/procedure.ts';
import type { Behaviour } from './behaviour.ts';
import { dice } from './dice.ts';
import { live } from './live.ts';
import type { Named, Share, SimulationReport } from './report.ts';
import { spreadOf, type Histogram, type Spread } from './spread.ts';
import { newTally, type Tally } from './tally.ts';
import type { World } from './world.ts';

/** Far apart, so that the files of one seed are not those of the next, moved by one. */
const APART = 0x9e3779b1;
const DAY = 86_400_000;

/** Lets so many made-up files live, each by its own chance, and says what became of them. */
export function simulate(
  world: World,
  {
    behaviour,
    mobilities,
    seed,
  }: { readonly behaviour: Behaviour; readonly mobilities: number; readonly seed: number },
): SimulationReport {
  const tally = newTally();
  for (let n = 0; n < mobilities; n += 1)
    live(world, behaviour, dice(Math.imul(seed, APART) ^ Math.imul(n + 1, 0x85ebca6b)), tally);
  return reportOf(world.procedure, tally, { behaviour, mobilities, seed });
}

function reportOf(
  procedure: Procedure,
  tally: Tally,
  given: Pick<SimulationReport, 'behaviour' | 'mobilities' | 'seed'>,
): SimulationReport {
  const { mobilities } = given;
  const waiting = waitingOf(tally);
  const slowest = waiting.places.find(({ who }) => who !== 'person');
  return {
    procedure: procedure.procedure,
    ...given,
    ends: [...tally.ends]
      .map(([end, days]) => ({ end, ...spreadOf(days) }))
      .map((end) => ({ ...end, percent: percentOf(end.count, mobilities) }))
      .toSorted((a, b) => b.count - a.count || (a.end < b.end ? -1 : 1)),
    neverEnding: [...tally.never]
      .map(([why, days]) => ({ why, after: spreadOf(days) }))
      .map(({ why, after }) => ({ why, count: after.count, after }))
      .toSorted((a, b) => b.count - a.count || (a.why < b.why ? -1 : 1)),
    days: {
      stages: inOrder(
        tally.stages,
        procedure.stages.map(({ stage }) => stage),
      ),
      tasks: inOrder(
        tally.tasks,
        tasksOf(procedure).map(({ task }) => task),
      ),
      steps: inOrder(tally.steps, placesOf(procedure)),
    },
    late: sorted(tally.late, placesOf(procedure)).map(([name, late]) => ({ name, ...late })),
    waiting,
    bottleneck: slowest === undefined ? null : { who: slowest.who, at: slowest.name, percent: slowest.percent },
    passedOver: counted(tally.passedOver),
    refused: counted(tally.refused),
    acts: tally.acts,
  };
}

const inOrder = (histograms: ReadonlyMap<string, Histogram>, order: readonly string[]): readonly Named<Spread>[] =>
  sorted(histograms, order).map(([name, days]) => ({ name, ...spreadOf(days) }));

/** As the procedure names them; what it does not name comes last. */
function sorted<T>(found: ReadonlyMap<string, T>, order: readonly string[]): readonly (readonly [string, T])[] {
  const rank = new Map(order.map((name, n) => [name, n]));
  const at = (name: string): number => rank.get(name) ?? order.length;
  return [...found].toSorted(([a], [b]) => at(a) - at(b) || (a < b ? -1 : 1));
}

/** Tasks, each followed by its steps. */
const placesOf = (procedure: Procedure): readonly string[] =>
  tasksOf(procedure).flatMap(({ task }) => {
    const definition = taskOf(procedure, task);
    return [task, ...(definition?.kind === 'approval' ? definition.chain.map(({ step }) => `${task}/${step}`) : [])];
  });

const counted = (counts: ReadonlyMap<string, number>): readonly Named<{ readonly count: number }>[] =>
  [...counts]
    .map(([name, count]) => ({ name, count }))
    .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));

function waitingOf({ waiting }: Tally): SimulationReport['waiting'] {
  const roles = new Map<string, number>();
  const places: (readonly [string, string, number])[] = [];
  let total = 0;
  for (const [place, holders] of waiting)
    for (const [who, milliseconds] of holders) {
      total += milliseconds;
      roles.set(who, (roles.get(who) ?? 0) + milliseconds);
      places.push([place, who, milliseconds]);
    }
  const share = (milliseconds: number): Share => ({
    days: Math.round(milliseconds / DAY),
    percent: percentOf(milliseconds, total),
  });
  return {
    total: Math.round(total / DAY),
    roles: [...roles]
      .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .map(([name, milliseconds]) => ({ name, ...share(milliseconds) })),
    places: places
      .toSorted(([a, p, x], [b, q, y]) => y - x || (`${a} ${p}` < `${b} ${q}` ? -1 : 1))
      .map(([name, who, milliseconds]) => ({ name, who, ...share(milliseconds) })),
  };
}

/** To a tenth. */
const percentOf = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part * 1000) / whole) / 10);
