import type { Calendar } from '../domain/time/calendar.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
/** Since then every zone differs from UTC by whole minutes. */
const FIRST_YEAR = 1973;
const LAST_YEAR = 2200;

/**
 * The instants at which a zone's clocks change, from this machine's time zone data, as a calendar keeps them.
 * @param zone IANA name, such as `Europe/Paris`
 * @param fromYear first year covered, from its first moment in UTC
 * @param toYear last year covered, included
 * @throws RangeError when the zone is not known, or the years are not 1973 to 2200 in order.
 */
export function offsetsOf(zone: string, fromYear: number, toYear: number): Calendar['offsets'] {
  const inOrder = Number.isInteger(fromYear) && Number.isInteger(toYear) && fromYear <= toYear;
  if (!inOrder || fromYear < FIRST_YEAR || toYear > LAST_YEAR)
    throw new RangeError(`Give whole years, ${FIRST_YEAR} to ${LAST_YEAR} in order, not ${fromYear} to ${toYear}.`);
  const offsetAt = offsetReader(zone);
  const end = Date.UTC(toYear + 1, 0, 1);
  let from = Date.UTC(fromYear, 0, 1);
  let minutes = offsetAt(from);
  const offsets = [{ from: new Date(from).toISOString(), minutes }];
  // No zone has changed twice within one day.
  for (; from < end; from += DAY) {
    const next = offsetAt(from + DAY);
    if (next === minutes) continue;
    offsets.push({ from: new Date(change(offsetAt, from, minutes)).toISOString(), minutes: next });
    minutes = next;
  }
  return offsets.filter((offset) => Date.parse(offset.from) < end);
}

/** The first minute of the day after `from` at which the offset is no longer `before`. */
function change(offsetAt: (at: number) => number, from: number, before: number): number {
  let low = from;
  let high = from + DAY;
  while (high - low > MINUTE) {
    const middle = low + Math.floor((high - low) / (2 * MINUTE)) * MINUTE;
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

function offsetReader(zone: string): (at: number) => number {
  const format = formatOf(zone);
  return (at) => {
    const text = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const match = /^GMT(?:([+-])(\d{2}):(\d{2}))?$/.exec(text);
    if (match === null) throw new RangeError(`This machine gives no whole-minute offset for ${zone}: “${text}”.`);
    const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
    return match[1] === '-' ? -minutes : minutes;
  };
}

function formatOf(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch (cause) {
    throw new RangeError(`“${zone}” is not a time zone. Give an IANA name such as Europe/Paris.`, { cause });
  }
}
