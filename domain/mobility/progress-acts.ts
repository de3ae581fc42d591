import { taskOf } from '../process/procedure.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { localDateOf } from '../time/calendar.ts';
import { isLocalDate } from '../time/civil.ts';
import { laterBy } from '../time/instants.ts';
import { clockId, dayOf, dueOn, moveClock } from './clocks.ts';
import type { ProgressAct } from './commands.ts';
import type { Deciding } from './deciding.ts';
import { holderOf } from './holders.ts';
import { isOver, restingOn } from './openable.ts';
import { own } from './own.ts';
import { recipientOf } from './recipient.ts';
import type { Holder } from './state.ts';
import { recipientsOf, tellAbout } from './tell-clock.ts';
import { timedPart } from './timed-part.ts';
import { waitsOfTask } from './waits.ts';

/** At most so often is anybody reminded by hand. */
const REMIND_AGAIN_SECONDS = 4 * 3600;

/** Acts on how a task runs, whatever its kind. Who may was asked before. */
export function changeProgress(deciding: Deciding, act: ProgressAct): Refusal | undefined {
  if ('reason' in act && act.reason.trim() === '') return refuse('reason-missing', {}, 'reason');
  switch (act.type) {
    case 'begin-again':
      return beginAgain(deciding, act);
    case 'reassign':
      return reassign(deciding, act);
    case 'move-deadline':
      return moveDeadline(deciding, act);
    case 'remind':
      return remindNow(deciding, act);
  }
}

type Of<T extends ProgressAct['type']> = ProgressAct & { readonly type: T };

function beginAgain(deciding: Deciding, { task, reason }: Of<'begin-again'>): Refusal | undefined {
  const { procedure } = deciding;
  const state = deciding.state();
  const repeat = taskOf(procedure, task)?.repeat;
  if (repeat === undefined) return refuse('not-repeatable', { task }, 'task');
  const before = own(state.tasks, task);
  const dormant = before === undefined && repeat.onRequest === true && !(state.requested ?? []).includes(task);
  if (!dormant && !isOver(state, task)) return refuse('not-ready', { why: 'it is not done yet' }, 'task');
  if (repeat.times !== undefined && (before?.round ?? 0) > repeat.times)
    return refuse('too-often', { times: String(repeat.times) }, 'task');
  const today = localDateOf(state.calendar, deciding.at);
  const until =
    repeat.until === undefined ? undefined : dayOf(state, repeat.until, localDateOf(state.calendar, state.openedAt));
  if (until !== undefined && today > until) return refuse('time-is-over', { date: until }, 'task');
  const reset = [...restingOn(procedure, task)].filter(
    (one) => own(state.tasks, one) !== undefined || (state.passed ?? []).includes(one),
  );
  deciding.record({ type: 'task-begun-again', task, reset, reason });
  return undefined;
}

function reassign(deciding: Deciding, { task: id, item, to, reason }: Of<'reassign'>): Refusal | undefined {
  const task = own(deciding.state().tasks, id);
  const definition = taskOf(deciding.procedure, id);
  if (task?.status !== 'open' || definition === undefined) return refuse('task-not-open', { task: id }, 'task');
  const waits = waitsOfTask(task).filter((w) => item === undefined || w.item === item);
  if (!waits.some((w) => w.holders.some((h) => h.by === 'role' || h.by === 'member')))
    return refuse('item-not-open', { item: item ?? id }, 'item');
  if (task.kind === 'approval' && task.data.steps.some((s) => s.step === item && s.fixed === true))
    return refuse('not-ready', { why: 'its members are fixed; send back, or let them delegate' }, 'item');
  const holder = newHolder(deciding, to);
  if ('refused' in holder) return holder;
  const on = { task: id, ...(item === undefined ? {} : { item }) };
  deciding.record({ type: 'handed-over', ...on, to: holder, how: 'instead', because: 'asked', reason });
  tellAbout(deciding, 'waits-for-you', recipientOf(holder), on);
  return undefined;
}

function newHolder(deciding: Deciding, to: Of<'reassign'>['to']): Holder | Refusal {
  const state = deciding.state();
  if ('role' in to) return to.role === 'person' ? refuse('own-file', {}, 'to') : holderOf(state, to.role, to.at);
  const found = deciding.facts.person;
  if (found?.person !== to.person) return refuse('not-found', {}, 'to');
  if (found.person === state.person.id) return refuse('own-file', {}, 'to');
  return { by: 'member', person: found.person, name: found.name.toWellFormed() };
}

function moveDeadline(deciding: Deciding, { task, item, date, reason }: Of<'move-deadline'>): Refusal | undefined {
  const { clocks, calendar } = deciding.state();
  const id = clockId(task, item);
  const clock = own(clocks, id);
  if (clock === undefined) return refuse('unknown-item', { item: item ?? task, task }, 'item');
  if (!isLocalDate(date)) return refuse('wrong-date', { date, why: 'write it like 2026-03-13' }, 'date');
  if (date <= localDateOf(calendar, deciding.at)) return refuse('wrong-date', { date, why: 'it is past' }, 'date');
  if (date > '2199-12-31') return refuse('wrong-date', { date, why: 'it is far away' }, 'date');
  moveClock(deciding, id, dueOn(calendar, date), timedPart(deciding.procedure, clock) ?? {}, {
    because: 'asked',
    reason,
  });
  return undefined;
}

function remindNow(deciding: Deciding, { task: id, item }: Of<'remind'>): Refusal | undefined {
  const state = deciding.state();
  const task = own(state.tasks, id);
  if (task?.status !== 'open') return refuse('task-not-open', { task: id }, 'task');
  const last = own(task.nudged ?? {}, item ?? '');
  if (last !== undefined && laterBy(last, REMIND_AGAIN_SECONDS) > deciding.at)
    return refuse('reminded-already', { hours: String(REMIND_AGAIN_SECONDS / 3600) });
  const about = { task: id, ...(item === undefined ? {} : { item }) };
  const recipients = recipientsOf(state, about);
  if (recipients.length === 0) return refuse('item-not-open', { item: item ?? id }, 'item');
  deciding.record({ type: 'reminded-by-hand', ...about });
  const clock = own(state.clocks, clockId(id, item)) ?? own(state.clocks, clockId(id));
  for (const recipient of recipients)
    tellAbout(deciding, 'reminder', recipient, { ...about, ...(clock === undefined ? {} : { due: clock.due }) });
  return undefined;
}
