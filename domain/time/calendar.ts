import { dateOfDay, dayNumber, weekdayOf, type Instant, type LocalDate } from './civil.ts';
import { instantAt, millisOf } from './instants.ts';

/** A time of day, `HH:MM`, 00:00 to 23:59. */
export type LocalTime = string & { readonly __time?: 'local time' };

/** What an institution publishes so that civil dates become instants without asking the machine's time zone data. */
export interface Calendar {
  readonly version: string;
  /** The IANA name, for people: `Europe/Paris`. */
  readonly zone: string;
  /** What to add to UTC from each instant on, in minutes; sorted. The first covers all before it, the last all after. */
  readonly offsets: readonly { readonly from: Instant; readonly minutes: number }[];
  readonly holidays: readonly LocalDate[];
  /** Days on which the institution is closed, first and last included. */
  readonly closures: readonly { readonly from: LocalDate; readonly until: LocalDate }[];
  /** No mail is sent between these times of the day. */
  readonly quiet: { readonly from: LocalTime; readonly until: LocalTime };
}

const MINUTE = 60_000;
const DAY_MINUTES = 1440;
const FIFTY_YEARS = 18_263;
const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/**
 * The instant at which the institution's clocks show this date and time. A time that the clocks jump over is the
 * first instant after the jump; a time that they show twice is the earlier one.
 * @throws RangeError when date or time are not well formed.
 */
export function instantOf(calendar: Calendar, date: LocalDate, time: LocalTime): Instant {
  const local = dayNumber(date) * DAY_MINUTES + minutesOf(time);
  const until = endsOf(calendar);
  let start = -Infinity;
  for (const [i, offset] of calendar.offsets.entries()) {
    const end = until[i] ?? Infinity;
    const at = (local - offset.minutes) * MINUTE;
    // Before `start` although the segment before was over: in the gap between the two.
    if (at < end) return instantAt(Math.max(at, start));
    start = end;
  }
  throw new RangeError(`The calendar ${calendar.version} has no offsets for ${calendar.zone}.`);
}

/** When each offset gives way to the next, in milliseconds: worked out once, since every due date asks. */
function endsOf(calendar: Calendar): readonly number[] {
  const known = ends.get(calendar);
  if (known !== undefined) return known;
  const found = calendar.offsets.slice(1).map(({ from }) => millisOf(from));
  ends.set(calendar, found);
  return found;
}
const ends = new WeakMap<Calendar, readonly number[]>();

/** The date that the institution's clocks show at an instant. */
export const localDateOf = (calendar: Calendar, at: Instant): LocalDate =>
  dateOfDay(Math.floor(localMinutes(calendar, at) / DAY_MINUTES));

/** The time of day that the institution's clocks show at an instant, `HH:MM`. */
export function localTimeOf(calendar: Calendar, at: Instant): LocalTime {
  const minutes = localMinutes(calendar, at);
  const ofDay = minutes - Math.floor(minutes / DAY_MINUTES) * DAY_MINUTES;
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`;
}

/** Whether the institution works on a day: Monday to Friday, no holiday, no closure. */
export const isWorkingDay = (calendar: Calendar, date: LocalDate): boolean =>
  isWorking(calendar, daysOf(calendar), dayNumber(date));

/**
 * The n-th working day after a date, or before it when negative. Zero: the date itself when it is a working day, else
 * the next one.
 * @throws RangeError when `days` is not a whole number, or no such day comes within fifty years.
 */
export function addWorkingDays(calendar: Calendar, date: LocalDate, days: number): LocalDate {
  if (!Number.isInteger(days)) throw new RangeError(`${days} is not a whole number of days.`);
  const known = daysOf(calendar);
  const start = dayNumber(date);
  const step = days < 0 ? -1 : 1;
  let left = Math.max(Math.abs(days), 1);
  // A calendar that is closed for ever must not hold up whoever asks.
  for (let passed = days === 0 ? 0 : 1; passed <= FIFTY_YEARS; passed += 1) {
    const day = start + step * passed;
    if (isWorking(calendar, known, day) && --left === 0) return dateOfDay(day);
  }
  throw new RangeError(
    `The calendar ${calendar.version} has no working day ${days} days from ${date} within 50 years.`,
  );
}

/** What was worked out of a calendar: its holidays, and whether those days are working days that were asked for. */
interface Days {
  readonly holidays: ReadonlySet<LocalDate>;
  readonly known: Map<number, boolean>;
}
const daysKnown = new WeakMap<Calendar, Days>();

function daysOf(calendar: Calendar): Days {
  const days = daysKnown.get(calendar) ?? { holidays: new Set(calendar.holidays), known: new Map<number, boolean>() };
  daysKnown.set(calendar, days);
  return days;
}

function isWorking(calendar: Calendar, { holidays, known }: Days, day: number): boolean {
  if (weekdayOf(day) > 5) return false;
  const before = known.get(day);
  if (before !== undefined) return before;
  const date = dateOfDay(day);
  const works = !holidays.has(date) && !calendar.closures.some(({ from, until }) => from <= date && date <= until);
  known.set(day, works);
  return works;
}

function localMinutes(calendar: Calendar, at: Instant): number {
  const offset = calendar.offsets.findLast(({ from }) => from <= at) ?? calendar.offsets[0];
  if (offset === undefined)
    throw new RangeError(`The calendar ${calendar.version} has no offsets for ${calendar.zone}.`);
  return Math.floor(millisOf(at) / MINUTE) + offset.minutes;
}

function minutesOf(time: LocalTime): number {
  const match = TIME.exec(time);
  if (match === null) throw new RangeError(`“${time}” is not a time like 09:00.`);
  return Number(match[1]) * 60 + Number(match[2]);
}
