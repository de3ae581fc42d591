import { taskOf, tasksOf, type DueRule } from '../process/procedure.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { isLocalDate } from '../time/civil.ts';
import { dueOf, remindersOf, startClock } from './clocks.ts';
import type { LifeAct } from './commands.ts';
import type { Deciding } from './deciding.ts';
import { goBack } from './progress.ts';
import type { Clock } from './state.ts';

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

function withdraw(deciding: Deciding, reason: string): Refusal | undefined {
  const { status, person, office, root } = deciding.state();
  if (status === 'closed') return refuse('mobility-closed');
  const own = deciding.actor.kind === 'person' && deciding.actor.person === person.id;
  deciding.record({ type: 'mobility-withdrawn', reason, own });
  for (const recipient of [{ to: 'person' }, { to: 'role', role: office, unit: root }] as const)
    deciding.mail({ template: 'withdrawn', recipient, words: reason });
  return undefined;
}

function changeStay(deciding: Deciding, { start, end, reason }: LifeAct & { type: 'change-stay' }): Refusal | undefined {
  if (deciding.state().status === 'closed') return refuse('mobility-closed');
  for (const [field, date] of Object.entries({ start, end }))
    if (!isLocalDate(date)) return refuse('wrong-date', { date, why: 'write it like 2026-03-13' }, field);
  if (end < start) return refuse('wrong-date', { date: end, why: 'the stay would end before it starts' }, 'end');
  deciding.record({ type: 'stay-changed', start, end, reason });
  for (const [clock, timed] of Object.entries(deciding.state().clocks)) moveWithStay(deciding, clock, timed);
  return undefined;
}

/** Due dates counted from the stay move with it. */
function moveWithStay(deciding: Deciding, clock: string, timed: Clock): void {
  const definition = timedPart(deciding, timed);
  if (definition?.due === undefined || definition.due.from === 'opening') return;
  const state = deciding.state();
  const due = dueOf(state, definition.due, deciding.at);
  if (due.date === timed.due.date) return;
  const reminders = remindersOf(state.calendar, due, definition.remind ?? [], deciding.at);
  deciding.record({ type: 'deadline-moved', clock, due, reminders, because: 'stay-changed' });
}

function timedPart(deciding: Deciding, { task, item }: Clock): { due?: DueRule; remind?: readonly number[] } | undefined {
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
    if (target === undefined || before.tasks[to] === undefined) return refuse('unknown-task', { task: to }, 'to');
    goBack(deciding, to, target, reason);
  } else if (before.outcome === 'completed' || before.outcome === 'refused')
    return refuse('not-ready', { why: 'nothing is left open in it; name the task to go back to' }, 'to');
  for (const definition of tasksOf(deciding.procedure))
    if (deciding.state().tasks[definition.task]?.status === 'open') startClock(deciding, definition, definition.task);
  return undefined;
}
