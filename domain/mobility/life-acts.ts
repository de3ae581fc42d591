import { taskOf, tasksOf, type DueRule } from '../process/procedure.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { kinds, type DefinitionOf, type Kind, type Task, type TaskOf } from '../tasks/index.ts';
import { isLocalDate } from '../time/civil.ts';
import { dueOf, remindersOf, startClock } from './clocks.ts';
import type { LifeAct } from './commands.ts';
import type { Deciding } from './deciding.ts';
import { own } from './own.ts';
import { goBack } from './progress.ts';
import type { Clock, Stay } from './state.ts';

/** Acts on the whole mobility: withdrawing, changing the stay, reopening. Who may was asked before. */
export function changeLife(deciding: Deciding, act: LifeAct): Refusal | undefined {
  if (act.reason.trim() === '') return refuse('reason-missing', {}, 'reason');
  switch (act.type) {
    case 'withdraw':
      return withdraw(deciding, act.reason);
    case 'change-stay':
      return changeStay(deciding, act);
    case 'reopen':
      return reopen(deciding, act);
  }
}

/** Days beyond which a date is a slip of the hand, and due dates counted from it might leave the calendar. */
const EARLIEST = '2000-01-01';
const LATEST = '2199-12-31';

/** What is wrong with the dates of a stay, or undefined. */
export function wrongStay({ start, end, arrived }: Stay): Refusal | undefined {
  for (const [field, date] of Object.entries({ start, end })) {
    if (!isLocalDate(date)) return refuse('wrong-date', { date, why: 'write it like 2026-03-13' }, field);
    if (date < EARLIEST || date > LATEST)
      return refuse('wrong-date', { date, why: `it is not between ${EARLIEST} and ${LATEST}` }, field);
  }
  if (end < start) return refuse('wrong-date', { date: end, why: 'the stay would end before it starts' }, 'end');
  if (arrived !== undefined && end < arrived)
    return refuse('wrong-date', { date: end, why: 'it is before the arrival' }, 'end');
  return undefined;
}

function withdraw(deciding: Deciding, reason: string): Refusal | undefined {
  const { status, person, office, root } = deciding.state();
  if (status === 'closed') return refuse('mobility-closed');
  const own = deciding.actor.kind === 'person' && deciding.actor.person === person.id;
  deciding.record({ type: 'mobility-withdrawn', reason, own });
  for (const recipient of [{ to: 'person' }, { to: 'role', role: office, unit: root }] as const)
    deciding.mail({ template: 'withdrawn', recipient, words: reason });
  return undefined;
}

function changeStay(
  deciding: Deciding,
  { start, end, reason }: LifeAct & { type: 'change-stay' },
): Refusal | undefined {
  const { status, stay } = deciding.state();
  if (status === 'closed') return refuse('mobility-closed');
  const wrong = wrongStay({ ...stay, start, end });
  if (wrong !== undefined) return wrong;
  deciding.record({ type: 'stay-changed', start, end, reason });
  for (const [clock, timed] of Object.entries(deciding.state().clocks)) moveWithStay(deciding, clock, timed, stay);
  return undefined;
}

/** Due dates counted from an end of the stay that moved move with it. */
function moveWithStay(deciding: Deciding, clock: string, timed: Clock, before: Stay): void {
  const definition = timedPart(deciding, timed);
  if (definition?.due === undefined || !moved(definition.due, before, deciding.state().stay)) return;
  const state = deciding.state();
  const due = dueOf(state, definition.due, deciding.at);
  if (due.date === timed.due.date) return;
  const reminders = remindersOf(state.calendar, due, definition.remind ?? [], deciding.at);
  deciding.record({ type: 'deadline-moved', clock, due, reminders, because: 'stay-changed' });
}

function moved({ from }: DueRule, before: Stay, after: Stay): boolean {
  switch (from) {
    case 'opening':
      return false;
    case 'stay.start':
      return before.start !== after.start;
    case 'stay.end':
      return before.end !== after.end;
  }
}

function timedPart(
  deciding: Deciding,
  { task, item }: Clock,
): { due?: DueRule; remind?: readonly number[] } | undefined {
  const definition = taskOf(deciding.procedure, task);
  if (item === undefined) return definition;
  return definition?.kind === 'approval' ? definition.chain.find((s) => s.step === item) : undefined;
}

function reopen(deciding: Deciding, { reason, to }: LifeAct & { type: 'reopen' }): Refusal | undefined {
  const before = deciding.state();
  if (before.status === 'open') return refuse('mobility-open');
  deciding.record({ type: 'mobility-reopened', reason });
  if (to !== undefined) {
    const target = taskOf(deciding.procedure, to);
    if (target === undefined || own(before.tasks, to) === undefined) return refuse('unknown-task', { task: to }, 'to');
    goBack(
      deciding,
      to,
      target,
      reason,
      Object.values(before.tasks)
        .filter(refused)
        .map((t) => t.task),
    );
  } else if (before.outcome === 'completed' || before.outcome === 'refused')
    return refuse('not-ready', { why: 'nothing is left open in it; name the task to go back to' }, 'to');
  for (const definition of tasksOf(deciding.procedure)) {
    const task = own(deciding.state().tasks, definition.task);
    if (task?.status !== 'open') continue;
    startClock(deciding, definition, definition.task);
    resume(deciding, definition, task);
  }
  return undefined;
}

/** A chain that refused has no step left to decide: it begins anew wherever the file goes back to. */
const refused = (task: Task): boolean =>
  task.kind === 'approval' &&
  task.status === 'open' &&
  task.data.steps.some((s) => s.decisions.some((d) => d.decision === 'refuse'));

function resume<K extends Kind>(deciding: Deciding, definition: DefinitionOf<K>, task: TaskOf<K>): void {
  kinds[task.kind].resumed?.(deciding, definition, task);
}
