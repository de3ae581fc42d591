import type { ItemId, TaskId } from '../ids.ts';
import type { DueRule, TaskBase } from '../process/procedure.ts';
import { instantOf, localDateOf, type Calendar } from '../time/calendar.ts';
import { addDays, type Instant, type LocalDate } from '../time/civil.ts';
import type { Deciding } from './deciding.ts';
import type { ClockId, Due, Mobility, Stay } from './state.ts';

/** A due date that would be past when its task opens is this many days after opening. */
const DAYS_WHEN_PAST = 7;
const REMINDER_TIME = '09:00';

/** The id of the clock of a task, or of one thing in it. */
export const clockId = (task: TaskId, item?: ItemId): ClockId => (item === undefined ? task : `${task}/${item}`);

/** Starts the clock that a definition asks for: its due date and reminders are fixed now, as facts. */
export function startClock(
  deciding: Deciding,
  timed: Pick<TaskBase, 'due' | 'remind' | 'missed'>,
  task: TaskId,
  item?: ItemId,
): void {
  if (timed.due === undefined) return;
  const state = deciding.state();
  const due = dueOf(state, timed.due, deciding.at);
  deciding.record({
    type: 'clock-started',
    clock: clockId(task, item),
    task,
    ...(item === undefined ? {} : { item }),
    due,
    reminders: remindersOf(state.calendar, due, timed.remind ?? [], deciding.at),
    ...(timed.missed === undefined ? {} : { consequence: timed.missed }),
  });
}

/** The due date of a rule, counted from now or from the stay. */
export function dueOf(state: Mobility, rule: DueRule, at: Instant): Due {
  const today = localDateOf(state.calendar, at);
  const wanted = addDays(anchor(rule, state.stay, today), rule.direction === 'before' ? -rule.days : rule.days);
  return dueOn(state.calendar, wanted > today ? wanted : addDays(today, DAYS_WHEN_PAST));
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

function anchor(rule: DueRule, stay: Stay, today: LocalDate): LocalDate {
  switch (rule.from) {
    case 'opening':
      return today;
    case 'stay.start':
      return stay.start;
    case 'stay.end':
      return stay.end;
  }
}
