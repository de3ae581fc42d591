import { taskOf, tasksOf, type DateRule, type LifeRule } from '../process/procedure.ts';
import { stayRules } from '../process/stay-rules.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { kinds, type DefinitionOf, type Kind, type Task, type TaskOf } from '../tasks/index.ts';
import { instantOf, localDateOf } from '../time/calendar.ts';
import { daysBetween, isLocalDate } from '../time/civil.ts';
import { dayOf, dueOf, moveClock, startClock } from './clocks.ts';
import type { LifeAct } from './commands.ts';
import type { Deciding } from './deciding.ts';
import { own } from './own.ts';
import { goBack } from './progress.ts';
import { recipientOf } from './recipient.ts';
import type { Clock, Holder, Stay } from './state.ts';
import { timedPart } from './timed-part.ts';
import { STAY } from './waits.ts';

/** Acts on the whole mobility: withdrawing, changing the stay, reopening. Who may was asked before. */
export function changeLife(deciding: Deciding, act: LifeAct): Refusal | undefined {
  if (act.reason.trim() === '') return refuse('reason-missing', {}, 'reason');
  switch (act.type) {
    case 'withdraw':
      return withdraw(deciding, act.reason);
    case 'change-stay':
      return changeStay(deciding, act);
    case 'ask-stay':
      return askStay(deciding, act);
    case 'refuse-stay':
      return refuseStay(deciding, act.reason);
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
  const late = tooLate(deciding, deciding.procedure.withdraw);
  if (late !== undefined) return late;
  const own = deciding.actor.kind === 'person' && deciding.actor.person === person.id;
  deciding.record({ type: 'mobility-withdrawn', reason, own });
  for (const recipient of [{ to: 'person' }, { to: 'role', role: office, unit: root }] as const)
    deciding.mail({ template: 'withdrawn', recipient, words: reason });
  return undefined;
}

/** Staff decide at any time; the date binds those who ask, and the person. */
function tooLate(deciding: Deciding, rule: LifeRule | undefined): Refusal | undefined {
  const { calendar, openedAt, person } = deciding.state();
  if (rule?.until === undefined) return undefined;
  if (deciding.actor.kind !== 'person' || deciding.actor.person !== person.id) return undefined;
  const until = dayOf(deciding.state(), rule.until, localDateOf(calendar, openedAt));
  return until !== undefined && localDateOf(calendar, deciding.at) > until
    ? refuse('time-is-over', { date: until })
    : undefined;
}

type Dates = Pick<LifeAct & { type: 'change-stay' }, 'start' | 'end' | 'reason'>;

function changeStay(deciding: Deciding, { start, end, reason }: Dates): Refusal | undefined {
  const { status, stay, stayAsked } = deciding.state();
  if (status === 'closed') return refuse('mobility-closed');
  const wrong = impossibleStay(deciding, { start, end });
  if (wrong !== undefined) return wrong;
  deciding.record({ type: 'stay-changed', start, end, reason });
  if (stayAsked !== undefined)
    deciding.mail({ template: 'stay-changed', recipient: { to: 'person' }, words: reason, date: end });
  for (const [clock, timed] of Object.entries(deciding.state().clocks)) moveWithStay(deciding, clock, timed, stay);
  for (const task of Object.keys(deciding.state().planned ?? {})) planAnew(deciding, task);
  return undefined;
}

function impossibleStay(deciding: Deciding, dates: Pick<Stay, 'start' | 'end'>): Refusal | undefined {
  const { stay } = deciding.state();
  const wrong = wrongStay({ ...stay, ...dates });
  if (wrong !== undefined) return wrong;
  for (const { rule } of stayRules(deciding.procedure, stay, dates)) {
    const late = tooLate(deciding, rule);
    if (late !== undefined) return late;
    const days = daysBetween(dates.start, dates.end) + 1;
    if (rule?.longest !== undefined && days > rule.longest)
      return refuse('wrong-date', { date: dates.end, why: `a stay has at most ${String(rule.longest)} days` }, 'end');
  }
  return undefined;
}

/** Asks staff for other dates; what was asked before and is not decided is replaced. */
function askStay(deciding: Deciding, { start, end, reason }: Dates): Refusal | undefined {
  const state = deciding.state();
  if (state.status === 'closed') return refuse('mobility-closed');
  const wrong = impossibleStay(deciding, { start, end });
  if (wrong !== undefined) return wrong;
  const [first] = stayRules(deciding.procedure, state.stay, { start, end });
  if (first === undefined) return refuse('wrong-date', { date: end, why: 'these are the dates that it has' }, 'end');
  const named = (first.rule?.by ?? []).filter((role) => role !== 'person');
  const roles = named.length === 0 ? [state.office] : named;
  const holders = roles.map((role): Holder => ({ by: 'role', role, unit: state.unit }));
  deciding.record({ type: 'stay-asked', start, end, reason, holders });
  for (const holder of holders)
    deciding.mail({ template: 'stay-asked', recipient: recipientOf(holder), words: reason, date: end });
  return undefined;
}

function refuseStay(deciding: Deciding, reason: string): Refusal | undefined {
  if (deciding.state().stayAsked === undefined) return refuse('item-not-open', { item: STAY });
  deciding.record({ type: 'stay-refused', reason });
  deciding.mail({ template: 'stay-refused', recipient: { to: 'person' }, words: reason });
  return undefined;
}

/** Due dates counted from an end of the stay that moved move with it. */
function moveWithStay(deciding: Deciding, clock: string, timed: Clock, before: Stay): void {
  const definition = timedPart(deciding.procedure, timed);
  if (definition?.due === undefined || !moved(definition.due, before, deciding.state().stay)) return;
  const due = dueOf(deciding.state(), definition.due, deciding.at);
  if (due.date !== timed.due.date) moveClock(deciding, clock, due, definition, { because: 'stay-changed' });
}

/** A task that opens on a day of its own, counted from the stay, opens on another one. */
function planAnew(deciding: Deciding, task: string): void {
  const { planned, calendar } = deciding.state();
  const before = own(planned ?? {}, task);
  const opens = taskOf(deciding.procedure, task)?.opens;
  if (before === undefined || before.reached === true || opens === undefined) return;
  const date = dayOf(deciding.state(), opens, localDateOf(calendar, deciding.at));
  if (date !== undefined && date !== before.date)
    deciding.record({ type: 'opening-planned', task, date, opensAt: instantOf(calendar, date, '00:00') });
}

function moved(rule: DateRule, before: Stay, after: Stay): boolean {
  if ('date' in rule) return false;
  if (rule.from === 'stay.start') return before.start !== after.start;
  return rule.from === 'stay.end' && before.end !== after.end;
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
