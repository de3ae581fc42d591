import { instantOf, localDateOf, localTimeOf, type Calendar } from './calendar.ts';
import { addDays, type Instant } from './civil.ts';
import { instantAt, millisOf } from './instants.ts';

const MINUTE = 60_000;

/**
 * The instant itself, or the end of the quiet hours that it falls in. Their first minute is quiet, their end is not;
 * that begin and end are the same means that there are none.
 */
export function afterQuiet(calendar: Calendar, at: Instant): Instant {
  let found = at;
  // Where the clocks jump over their end into others, as over a whole day, those are waited for too.
  for (let end = endOf(calendar, at); end !== undefined; end = endOf(calendar, end)) found = end;
  return found;
}

/** When the quiet hours end that an instant falls in: always later than it. */
function endOf(calendar: Calendar, at: Instant): Instant | undefined {
  const { from, until } = calendar.quiet;
  const time = localTimeOf(calendar, at);
  const isQuiet = from < until ? from <= time && time < until : from !== until && (from <= time || time < until);
  if (!isQuiet) return undefined;
  const date = localDateOf(calendar, at);
  const end = instantOf(calendar, time < until ? date : addDays(date, 1), until);
  if (end > at) return end;
  // The clocks went back over the end after it had passed, and show this time again.
  return instantAt((Math.floor(millisOf(at) / MINUTE) + minutesBetween(time, until)) * MINUTE);
}

/** From one time of the day to the next other. */
const minutesBetween = (from: string, until: string): number => (minutes(until) - minutes(from) + 1440) % 1440;
const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
