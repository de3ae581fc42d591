import type { ItemId, TaskId } from '../ids.ts';
import { consequencesOf, type DateRule, type DayCount, type TaskBase } from '../process/procedure.ts';
import { addWorkingDays, instantOf, localDateOf, type Calendar } from '../time/calendar.ts';
import { addDays, daysBetween, type Instant, type LocalDate } from '../time/civil.ts';
import type { Deciding } from './deciding.ts';
import { own } from './own.ts';
import type { ClockId, Due, LaterDue, Mobility } from './state.ts';

/** A due date that would be past when its task opens is this many days after opening. */
const DAYS_WHEN_PAST = 7;
const REMINDER_TIME = '09:00';
/** Reminders that go on after a missed deadline stop some day. */
const MOST_REMINDERS = 20;

type Timed = Pick<TaskBase, 'due' | 'remind' | 'missed'>;

/** The id of the clock of a task, or of one thing in it. */
export const clockId = (task: TaskId, item?: ItemId): ClockId => (item === undefined ? task : `${task}/${item}`);

/** Starts the clock that a definition asks for: its due date, reminders and what comes later are fixed now, as facts. */
export function startClock(deciding: Deciding, timed: Timed, task: TaskId, item?: ItemId): void {
  if (timed.due === undefined) return;
  const state = deciding.state();
  const due = dueOf(state, timed.due, deciding.at);
  const first = consequencesOf(timed.missed).find((one) => one.days === 0);
  deciding.record({
    type: 'clock-started',
    clock: clockId(task, item),
    task,
    ...(item === undefined ? {} : { item }),
    ...datesFrom(state.calendar, due, timed, deciding.at),
    ...(first === undefined ? {} : { consequence: withoutDays(first) }),
  });
}

/** The due date with everything that counts from it. */
export function datesFrom(
  calendar: Calendar,
  due: Due,
  { remind = [], missed }: Pick<Timed, 'remind' | 'missed'>,
  now: Instant,
): { due: Due; reminders: readonly Instant[]; later?: readonly LaterDue[] } {
  const later = consequencesOf(missed)
    .filter((one) => one.days > 0)
    .map((one) => ({ at: dueOn(calendar, addDays(due.date, one.days)).at, consequence: withoutDays(one) }))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  return {
    due,
    reminders: remindersOf(calendar, due, remind, now),
    ...(later.length === 0 ? {} : { later }),
  };
}

const withoutDays = ({ days: _, ...consequence }: ReturnType<typeof consequencesOf>[number]): LaterDue['consequence'] =>
  consequence;

/** The due date of a rule, counted from now, from the stay, or from when another task was done. */
export function dueOf(state: Mobility, rule: DateRule, at: Instant): Due {
  const today = localDateOf(state.calendar, at);
  const wanted = dayOf(state, rule, today);
  return dueOn(state.calendar, wanted !== undefined && wanted > today ? wanted : addDays(today, DAYS_WHEN_PAST));
}

/**
 * The day that a rule means; undefined when it counts from a task that is not done.
 * @param opening what `opening` stands for
 */
export function dayOf(state: Mobility, rule: DateRule, opening: LocalDate): LocalDate | undefined {
  if ('date' in rule) return rule.date;
  const from = anchor(state, rule, opening);
  if (from === undefined) return undefined;
  const days = rule.direction === 'before' ? -rule.days : rule.days;
  return rule.working === true ? addWorkingDays(state.calendar, from, days) : addDays(from, days);
}

/** Due at the end of a local day. */
export const dueOn = (calendar: Calendar, date: LocalDate): Due => ({
  date,
  at: instantOf(calendar, addDays(date, 1), '00:00'),
  zone: calendar.zone,
  calendar: calendar.version,
});

/** The instants of the reminders that are still to come. */
export const remindersOf = (calendar: Calendar, due: Due, days: readonly number[], now: Instant): readonly Instant[] =>
  days
    .map((d) => instantOf(calendar, addDays(due.date, -d), REMINDER_TIME))
    .filter((at) => at > now && at < due.at)
    .sort();

/** Reminders every so many days from now on. */
export function remindersEvery(calendar: Calendar, days: number, now: Instant): readonly Instant[] {
  const today = localDateOf(calendar, now);
  return Array.from({ length: MOST_REMINDERS }, (_, n) =>
    instantOf(calendar, addDays(today, (n + 1) * days), REMINDER_TIME),
  );
}

/** Lets a clock stand still: the time that the person takes to answer is not that of who decides. */
export function pauseClock(deciding: Deciding, clock: ClockId): void {
  const running = own(deciding.state().clocks, clock);
  if (running !== undefined && running.pausedAt === undefined && !running.missed)
    deciding.record({ type: 'clock-paused', clock });
}

/** Lets it go on, as many days later as it stood still. */
export function resumeClock(deciding: Deciding, id: ClockId, timed: Pick<Timed, 'remind' | 'missed'>): void {
  const { calendar, clocks } = deciding.state();
  const clock = own(clocks, id);
  if (clock?.pausedAt === undefined) return;
  const stood = daysBetween(localDateOf(calendar, clock.pausedAt), localDateOf(calendar, deciding.at));
  moveClock(deciding, id, dueOn(calendar, addDays(clock.due.date, stood)), timed, { because: 'paused' });
}

/** Gives a clock another due date, with reminders and all that comes later. */
export function moveClock(
  deciding: Deciding,
  clock: ClockId,
  due: Due,
  timed: Pick<Timed, 'remind' | 'missed'>,
  why: { readonly because: 'stay-changed' | 'asked' | 'paused' | 'migrated'; readonly reason?: string },
): void {
  const dates = datesFrom(deciding.state().calendar, due, timed, deciding.at);
  deciding.record({ type: 'deadline-moved', clock, ...dates, ...why });
}

function anchor({ stay, tasks, calendar }: Mobility, { from }: DayCount, opening: LocalDate): LocalDate | undefined {
  switch (from) {
    case 'opening':
      return opening;
    case 'stay.start':
      return stay.start;
    case 'stay.end':
      return stay.end;
    default: {
      const doneAt = own(tasks, from.task)?.doneAt;
      return doneAt === undefined ? undefined : localDateOf(calendar, doneAt);
    }
  }
}
