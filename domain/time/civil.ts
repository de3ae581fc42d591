/**
 * Civil dates, without hours and without zone, by integer arithmetic alone: `Date` reads a date as UTC or as local
 * time by its spelling, and accepts 31 February.
 *
 * Both types are flavoured strings (see ids.ts); both compare with `<` and `>`, which is the order of time.
 */
/** A day of the proleptic Gregorian calendar, `YYYY-MM-DD`, years 0001 to 9999. */
export type LocalDate = string & { readonly __time?: 'local date' };
/** A moment in UTC with milliseconds: `2026-11-23T19:00:00.000Z`. */
export type Instant = string & { readonly __time?: 'instant' };

/** 1 is Monday, 7 is Sunday (ISO 8601). */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

const FORM = /^(\d{4})-(\d{2})-(\d{2})$/;
const FIRST_DAY = -719162; // 0001-01-01
const LAST_DAY = 2932896; // 9999-12-31

/** Whether a text is a day that exists, written `YYYY-MM-DD`. */
export function isLocalDate(text: string): boolean {
  const parts = partsOf(text);
  return parts !== undefined && exists(...parts);
}

/**
 * The date with this year, month (1 to 12) and day, or undefined when there is no such day.
 */
export const localDate = (year: number, month: number, day: number): LocalDate | undefined =>
  exists(year, month, day) ? written(year, month, day) : undefined;

/**
 * The days from 1970-01-01 to a date, negative before it.
 * @throws RangeError when the text is not a date.
 */
export function dayNumber(date: LocalDate): number {
  const parts = partsOf(date);
  if (parts === undefined || !exists(...parts)) throw new RangeError(`“${date}” is not a date like 2026-03-13.`);
  const [year, month, day] = parts;
  // Years are counted from March, so that the leap day is the last of its year; 400 years have 146,097 days.
  const y = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719468;
}

/**
 * The date that is this many days after 1970-01-01.
 * @throws RangeError when the year would not be 1 to 9999.
 */
export function dateOfDay(number: number): LocalDate {
  if (!Number.isInteger(number) || number < FIRST_DAY || number > LAST_DAY)
    throw new RangeError(`Day ${number} is outside the years 1 to 9999.`);
  const n = number + 719468;
  const era = Math.floor(n / 146097);
  const dayOfEra = n - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const march = Math.floor((5 * dayOfYear + 2) / 153);
  const month = march < 10 ? march + 3 : march - 9;
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  return written(year, month, dayOfYear - Math.floor((153 * march + 2) / 5) + 1);
}

/**
 * The date so many days later, or earlier when negative.
 * @throws RangeError when the text is not a date, or the result leaves the years 1 to 9999.
 */
export const addDays = (date: LocalDate, days: number): LocalDate => dateOfDay(dayNumber(date) + days);

/** The days from one date to another: positive when `to` is later. */
export const daysBetween = (from: LocalDate, to: LocalDate): number => dayNumber(to) - dayNumber(from);

/** Negative, zero or positive as the first is earlier than, the same as, or later than the second; for sorting. */
export const compareDates = (a: LocalDate, b: LocalDate): number => (a < b ? -1 : a > b ? 1 : 0);

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const satisfies readonly Weekday[];

/** The day of the week of a day, counted from 1970-01-01. */
export const weekdayOf = (day: number): Weekday => weekdays[(((day + 3) % 7) + 7) % 7] ?? 1;

function partsOf(text: string): [number, number, number] | undefined {
  const match = FORM.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

function exists(year: number, month: number, day: number): boolean {
  if (!Number.isInteger(year) || !Number.isInteger(month) || !Number.isInteger(day)) return false;
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const written = (year: number, month: number, day: number): LocalDate =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
