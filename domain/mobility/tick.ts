import { taskOf } from '../process/procedure.ts';
import { localDateOf } from '../time/calendar.ts';
import { laterBy, millisOf } from '../time/instants.ts';
import { dueOn } from './clocks.ts';
import type { Deciding } from './deciding.ts';
import { due, type DueItem } from './due.ts';
import type { Recipient } from './mail.ts';
import type { Clock, Holder } from './state.ts';
import { waitsOfTask } from './waits.ts';

/** Lateness beyond which we were down, and a consequence that refuses somebody is put off by as much. */
const DOWNTIME_SECONDS = 300;

/** Does the one thing that is due, if it is due. */
export function happen(deciding: Deciding): void {
  const item = due(deciding.state());
  if (item === null || item.at > deciding.at) return;
  if (item.kind === 'retry') {
    const { attempts = 0 } = deciding.state().effects[item.effect] ?? {};
    deciding.record({ type: 'effect-started', effect: item.effect, attempt: attempts + 1 });
    return;
  }
  const clock = deciding.state().clocks[item.clock];
  if (clock === undefined) return;
  if (item.kind === 'reminder') remind(deciding, item.clock, clock);
  else meetDeadline(deciding, item, clock);
}

/** Reminders missed during an outage collapse into one. */
function remind(deciding: Deciding, id: string, clock: Clock): void {
  deciding.record({ type: 'reminded', clock: id, planned: clock.reminders.filter((at) => at <= deciding.at) });
  for (const recipient of holdersOf(deciding, clock)) tell(deciding, 'reminder', recipient, clock);
}

function meetDeadline(deciding: Deciding, item: DueItem & { clock: string }, clock: Clock): void {
  const lateBySeconds = Math.round((millisOf(deciding.at) - millisOf(item.at)) / 1000);
  const ends = clock.consequence !== undefined && 'end' in clock.consequence;
  if (ends && lateBySeconds > DOWNTIME_SECONDS && clock.graced !== true) {
    const { calendar } = deciding.state();
    const due = dueOn(calendar, localDateOf(calendar, laterBy(deciding.at, lateBySeconds)));
    deciding.record({ type: 'deadline-moved', clock: item.clock, due, reminders: [], because: 'downtime' });
    return;
  }
  deciding.record({ type: 'deadline-missed', clock: item.clock, lateBySeconds });
  for (const recipient of holdersOf(deciding, clock)) tell(deciding, 'deadline-missed', recipient, clock);
  if (ends) {
    deciding.record({ type: 'mobility-closed', outcome: 'lapsed' });
    deciding.mail({ template: 'lapsed', recipient: { to: 'person' } });
  } else escalate(deciding, clock);
}

function escalate(deciding: Deciding, clock: Clock): void {
  const { office, root } = deciding.state();
  const named =
    clock.consequence !== undefined && 'escalate' in clock.consequence ? clock.consequence.escalate : undefined;
  if (named !== undefined) {
    const { task, item } = clock;
    deciding.record({ type: 'escalated', task, ...(item === undefined ? {} : { item }), role: named, unit: root });
  }
  tell(deciding, 'escalated', { to: 'role', role: named ?? office, unit: root }, clock);
}

function tell(
  deciding: Deciding,
  template: 'reminder' | 'deadline-missed' | 'escalated',
  recipient: Recipient,
  clock: Clock,
): void {
  const title = taskOf(deciding.procedure, clock.task)?.title;
  deciding.mail({
    template,
    recipient,
    tasks: title === undefined ? [] : [title],
    task: clock.task,
    ...(clock.item === undefined ? {} : { item: clock.item }),
    date: clock.due.date,
  });
}

/** Those for whom the task, or the one thing in it that the clock is about, waits now. */
function holdersOf(deciding: Deciding, { task: id, item }: Clock): readonly Recipient[] {
  const task = deciding.state().tasks[id];
  if (task?.status !== 'open') return [];
  const found = new Map<string, Recipient>();
  for (const wait of waitsOfTask(task))
    if (item === undefined || wait.item === item)
      for (const recipient of wait.holders.map(recipientOf)) found.set(JSON.stringify(recipient), recipient);
  return [...found.values()];
}

function recipientOf(holder: Holder): Recipient {
  switch (holder.by) {
    case 'person':
      return { to: 'person' };
    case 'role':
      return { to: 'role', role: holder.role, unit: holder.unit };
    case 'partner':
      return { to: 'address', name: holder.name, email: holder.email };
  }
}
