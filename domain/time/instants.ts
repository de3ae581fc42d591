import { dateOfDay, dayNumber, isLocalDate, type Instant } from './civil.ts';

const DAY = 86_400_000;
const FORM = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)\.(\d{3})Z$/;

/** Whether a text is an instant in the one form used here: UTC, with milliseconds. */
export const isInstant = (text: string): boolean => isLocalDate(FORM.exec(text)?.[1] ?? '');

/**
 * The milliseconds from 1970-01-01T00:00:00.000Z to an instant.
 * @throws RangeError when the text is not an instant.
 */
export function millisOf(at: Instant): number {
  const match = FORM.exec(at);
  if (match === null) throw new RangeError(`“${at}” is not an instant like 2026-11-23T19:00:00.000Z.`);
  const [, date = '', hours, minutes, seconds, millis] = match;
  return (
    dayNumber(date) * DAY +
    Number(hours) * 3_600_000 +
    Number(minutes) * 60_000 +
    Number(seconds) * 1000 +
    Number(millis)
  );
}

/**
 * The instant so many milliseconds after 1970-01-01T00:00:00.000Z.
 * @throws RangeError when it is not a whole number, or outside the years 1 to 9999.
 */
export function instantAt(millis: number): Instant {
  const day = Math.floor(millis / DAY);
  const rest = millis - day * DAY;
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  const time = `${two(rest / 3_600_000)}:${two((rest / 60_000) % 60)}:${two((rest / 1000) % 60)}`;
  if (!Number.isInteger(millis)) throw new RangeError(`${millis} is not a whole number of milliseconds.`);
  return `${dateOfDay(day)}T${time}.${String(rest % 1000).padStart(3, '0')}Z`;
}

/** The instant so many seconds later, or earlier when negative. */
export const laterBy = (at: Instant, seconds: number): Instant => instantAt(millisOf(at) + Math.round(seconds * 1000));
