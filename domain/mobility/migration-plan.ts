import { canonical } from '../hash.ts';
import type { TaskId } from '../ids.ts';
import { taskOf, tasksOf, type Procedure } from '../process/procedure.ts';
import type { TaskDefinition } from '../tasks/index.ts';
import { localDateOf } from '../time/calendar.ts';
import type { Instant, LocalDate } from '../time/civil.ts';
import { clockId, dayOf } from './clocks.ts';
import { own } from './own.ts';
import type { ClockId, Mobility } from './state.ts';
import { timedPart } from './timed-part.ts';

/** What another version of its procedure would change in one file. */
export interface MigrationPlan {
  /** Tasks that the file had, and that the other version has not. */
  readonly vanish: readonly TaskId[];
  /** Tasks that are to come in the other version alone. */
  readonly appear: readonly TaskId[];
  /** Open tasks that are asked otherwise: they open anew, with what was given so far. */
  readonly reopen: readonly TaskId[];
  readonly dates: readonly { readonly clock: ClockId; readonly from: LocalDate; readonly to: LocalDate }[];
}

/**
 * What changes when a file follows another version from now on. What is done stays done: nobody is asked anew for what
 * they gave, unless the task is of another kind now.
 */
export function migrationPlan(state: Mobility, from: Procedure, to: Procedure, at: Instant): MigrationPlan {
  const had = Object.values(state.tasks);
  const reopen = had
    .filter(({ status, task }) => status === 'open' && isAskedOtherwise(taskOf(from, task), taskOf(to, task)))
    .map(({ task }) => task);
  return {
    vanish: had.filter(({ task, kind }) => taskOf(to, task)?.kind !== kind).map(({ task }) => task),
    appear: tasksOf(to)
      .map(({ task }) => task)
      .filter((task) => taskOf(from, task) === undefined),
    reopen,
    dates: movedDates(state, to, at, new Set(reopen)),
  };
}

/** Whatever is fixed when a task opens is asked anew when it changed; dates and texts need no new beginning. */
function isAskedOtherwise(before: TaskDefinition | undefined, after: TaskDefinition | undefined): boolean {
  if (before === undefined || after?.kind !== before.kind) return false;
  return asked(before) !== asked(after);
}

const ASIDE = new Set([
  'title',
  'help',
  'label',
  'text',
  'due',
  'remind',
  'missed',
  'after',
  'when',
  'opens',
  'repeat',
  'visibility',
]);

const asked = (definition: TaskDefinition): string => canonical(without(definition));

function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(without);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (ASIDE.has(key) ? [] : [[key, without(inner)]])),
  );
}

function movedDates(
  state: Mobility,
  to: Procedure,
  at: Instant,
  reopened: ReadonlySet<TaskId>,
): MigrationPlan['dates'] {
  return Object.entries(state.clocks).flatMap(([clock, { task, item, due }]) => {
    const definition = timedPart(to, { task, ...(item === undefined ? {} : { item }) });
    const opened = own(state.tasks, task);
    if (definition?.due === undefined || opened === undefined || reopened.has(task)) return [];
    const opening = localDateOf(state.calendar, openingOf(state, clock) ?? opened.openedAt);
    const date = dayOf(state, definition.due, opening);
    const today = localDateOf(state.calendar, at);
    // Nobody is late by a change of the rules: what would be past stays as it was.
    return date === undefined || date === due.date || date <= today ? [] : [{ clock, from: due.date, to: date }];
  });
}

/** When the step that a clock is about opened. */
function openingOf({ tasks, clocks }: Mobility, clock: ClockId): Instant | undefined {
  const about = own(clocks, clock);
  const task = about === undefined ? undefined : own(tasks, about.task);
  if (task?.kind !== 'approval' || about?.item === undefined) return undefined;
  return task.data.steps.find((s) => clockId(task.task, s.step) === clock)?.since;
}
