import { instantOf, localDateOf, localTimeOf, type Calendar } from './calendar.ts';
import { addDays, type Instant } from './civil.ts';

/**
 * The first instant from `at` on that is not in the institution's quiet hours, which may run across midnight: `at`
 * itself outside them. Hours that begin and end at the same time are none.
 */
export function afterQuiet(calendar: Calendar, at: Instant): Instant {
  const { from, until } = calendar.quiet;
  const date = localDateOf(calendar, at);
  const time = localTimeOf(calendar, at);
  const overMidnight = from > until;
  const quiet = overMidnight ? time >= from || time < until : time >= from && time < until;
  if (!quiet) return at;
  const end = instantOf(calendar, overMidnight && time >= from ? addDays(date, 1) : date, until);
  // When the clocks go back, `until` may be read twice: the first reading is then past.
  return end > at ? end : at;
}
