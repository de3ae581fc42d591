import type { LocalDate } from '../../time/civil.ts';
import type { DateRule, Procedure } from '../procedure.ts';
import type { Fault, Path } from '../problem.ts';
import type { Tasks } from './order.ts';
import { unknownTask } from './unknown-task.ts';
import type { Placed } from './walk.ts';

/** A day that a procedure gives, where it stands. */
interface Dated {
  readonly rule: DateRule;
  readonly path: Path;
  /** The task that opens, or is due, by it; undefined for what bounds an act of the whole file, or a repetition. */
  readonly task?: Placed;
  readonly what: 'opens' | 'due' | 'until';
}

/** Days that are not known when they are needed, that are past, and due dates of what is over at once. */
export function brokenDates(procedure: Procedure, tasks: Tasks, today?: LocalDate): Fault[] {
  const dates = datesIn(procedure, tasks);
  return [
    ...dates.flatMap((one) => [...brokenAnchor(tasks, one), ...past(one, today)]),
    ...tasks.list.flatMap(dueForNothing),
  ];
}

function datesIn(procedure: Procedure, tasks: Tasks): Dated[] {
  const until = (rule: DateRule | undefined, path: Path): Dated[] =>
    rule === undefined ? [] : [{ rule, path: [...path, 'until'], what: 'until' }];
  return [
    ...(['withdraw', 'extend', 'shorten'] as const).flatMap((name) => until(procedure[name]?.until, [name])),
    ...tasks.list.flatMap((task): Dated[] => {
      const { definition, path } = task;
      const one = (rule: DateRule | undefined, what: 'opens' | 'due', place: Path): Dated[] =>
        rule === undefined ? [] : [{ rule, path: [...place, what], what, task }];
      return [
        ...one(definition.opens, 'opens', path),
        ...one(definition.due, 'due', path),
        ...until(definition.repeat?.until, [...path, 'repeat']),
        ...(definition.kind === 'approval'
          ? definition.chain.flatMap((step, n) => one(step.due, 'due', [...path, 'chain', n]))
          : []),
      ];
    }),
  ];
}

/** A day counted from a task is known when that one is done. */
function brokenAnchor(tasks: Tasks, { rule, path, task, what }: Dated): Fault[] {
  if ('date' in rule || typeof rule.from !== 'object') return [];
  const name = rule.from.task;
  const place = [...path, rule.direction];
  const other = tasks.find(name);
  if (other === undefined) return [unknownTask(place, name, tasks.list)];
  if (task === undefined) return [];
  const there = tasks.isThere(task, other);
  if (there === 'surely') return [];
  const then = what === 'opens' ? 'it would open at once' : 'it would be due a week after opening';
  const opens = task.definition.task;
  return [
    there === 'never'
      ? {
          code: 'date-unknown',
          path: place,
          message: `“${name}” is never done when “${opens}” opens, so that the day is not known: ${then}.`,
          hint: 'Count from a task that is done before, from opening, stay.start or stay.end.',
        }
      : {
          severity: 'warning',
          code: 'date-may-be-unknown',
          path: place,
          message: `“${name}” may not be done when “${opens}” opens, so that the day may not be known: ${then} then.`,
          hint: `Add “after: [${name}]” where it is surely done, or count from something else.`,
        },
  ];
}

function past({ rule, path, what }: Dated, today: LocalDate | undefined): Fault[] {
  if (today === undefined || !('date' in rule) || rule.date >= today) return [];
  const then = {
    opens: 'it opens as soon as it can',
    due: 'every file has a week from opening instead',
    until: 'nobody may any more',
  };
  return [
    {
      severity: 'warning',
      code: 'date-past',
      path: [...path, 'date'],
      message: `${rule.date} is past: ${then[what]}.`,
      hint: 'Give a day to come, or count from stay.start, so that it is right every year.',
    },
  ];
}

/** A message that asks for nothing is over when it is sent. */
function dueForNothing({ definition, path }: Placed): Fault[] {
  if (definition.kind !== 'message' || definition.answer !== 'none' || definition.due === undefined) return [];
  return [
    {
      severity: 'warning',
      code: 'due-unused',
      path,
      key: 'due',
      message: `“${definition.task}” asks for no answer: it is over when it is sent, and never late.`,
      hint: 'Take “due” away, or ask that it is read: “answer: read”.',
    },
  ];
}
