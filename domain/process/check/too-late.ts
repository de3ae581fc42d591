import type { TaskId } from '../../ids.ts';
import type { DateRule, Procedure } from '../procedure.ts';
import type { Fault, Path } from '../problem.ts';
import type { Tasks } from './order.ts';
import type { Placed } from './walk.ts';

/** What days can be compared by: civil dates, and days from either end of the stay. */
type Scale = 'stay.start' | 'stay.end' | 'date';

/** A day before which something may still be going on, and why. */
interface Bound {
  readonly day: number;
  readonly by: TaskId;
  readonly why: 'due' | 'opens';
}
type Bounds = Readonly<Partial<Record<Scale, Bound>>>;

/** Tasks that are due before they open, and before what they wait for is due: nobody could be in time. */
export function tooLate(procedure: Procedure, tasks: Tasks): Fault[] {
  const faults: Fault[] = [];
  const ends = new Map<Placed, Bounds>();
  let earlier: Bounds = {};
  for (const [stage] of procedure.stages.entries()) {
    const inStage = tasks.list.filter((task) => task.stage === stage);
    const before = earlier;
    const visit = (task: Placed): Bounds => {
      const known = ends.get(task);
      if (known !== undefined) return known;
      // Those that wait for each other are told elsewhere.
      ends.set(task, before);
      const { definition, path } = task;
      const waitedFor = (definition.after ?? []).flatMap((name) => {
        const other = tasks.find(name);
        return other?.stage === stage && tasks.gates(other).size === 0 ? [visit(other)] : [];
      });
      const reached = latest([before, ...waitedFor]);
      const opening = latest([reached, boundOf(definition.opens, definition.task, 'opens')]);
      faults.push(...late(definition.due, opening, definition.task, path));
      if (definition.kind === 'approval')
        for (const [n, step] of definition.chain.entries())
          faults.push(...late(step.due, opening, step.step, [...path, 'chain', n]));
      const end = latest([opening, endOf(definition.due, opening, definition.task)]);
      ends.set(task, end);
      return end;
    };
    const done = inStage.map((task) => [task, visit(task)] as const);
    earlier = latest([before, ...done.flatMap(([task, end]) => (tasks.gates(task).size > 0 ? [] : [end]))]);
  }
  return faults;
}

function boundOf(rule: DateRule | undefined, by: TaskId, why: Bound['why']): Bounds {
  const found = rule === undefined ? undefined : dayOf(rule);
  return found === undefined ? {} : { [found.scale]: { day: found.day, by, why } };
}

/** When it may still be going on: until its due date, counted from its opening where the rule says so. */
function endOf(due: DateRule | undefined, opening: Bounds, by: TaskId): Bounds {
  if (due === undefined) return {};
  if ('date' in due || due.from !== 'opening') return boundOf(due, by, 'due');
  return Object.fromEntries(
    Object.entries(opening).map(([scale, bound]) => [scale, { day: bound.day + due.days, by, why: 'due' }]),
  );
}

function dayOf(rule: DateRule): { scale: Scale; day: number } | undefined {
  if ('date' in rule) return { scale: 'date', day: Date.parse(rule.date) / 86_400_000 };
  if (rule.from !== 'stay.start' && rule.from !== 'stay.end') return undefined;
  return { scale: rule.from, day: rule.direction === 'before' ? -rule.days : rule.days };
}

const latest = (all: readonly Bounds[]): Bounds => {
  const found: Partial<Record<Scale, Bound>> = {};
  for (const bounds of all)
    for (const scale of ['stay.start', 'stay.end', 'date'] as const) {
      const [one, most] = [bounds[scale], found[scale]];
      if (one !== undefined && (most === undefined || one.day > most.day)) found[scale] = one;
    }
  return found;
};

function late(due: DateRule | undefined, opening: Bounds, name: string, path: Path): Fault[] {
  const own = due === undefined ? undefined : dayOf(due);
  if (own === undefined) return [];
  // A stay never ends before it starts.
  const scales: readonly Scale[] = own.scale === 'stay.start' ? ['stay.start', 'stay.end'] : [own.scale];
  const bound = scales.map((scale) => opening[scale]).find((one) => one !== undefined && one.day > own.day);
  if (bound === undefined) return [];
  return [
    {
      severity: 'warning',
      code: bound.why === 'opens' ? 'due-before-opens' : 'due-before-open',
      path: [...path, 'due'],
      message:
        bound.why === 'opens'
          ? `“${name}” is due before ${bound.by === name ? 'it' : `“${bound.by}”, which it waits for,`} opens.`
          : `“${name}” is due before “${bound.by}”, which it waits for: it may be past when it opens, and is a week later then.`,
      hint:
        bound.why === 'opens'
          ? 'Let it open earlier, or be due later.'
          : 'Let it be due later, or so many days from opening: “due: 10d”.',
    },
  ];
}
