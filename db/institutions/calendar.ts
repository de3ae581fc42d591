import { hashOf } from '../../domain/hash.ts';
import type { CalendarDeclaration } from '../../domain/institution/declaration.ts';
import type { Calendar } from '../../domain/time/calendar.ts';
import type { Instant } from '../../domain/time/civil.ts';
import { holidaysOf } from '../../domain/time/holidays.ts';
import { offsetsOf } from '../zones.ts';

/** Years before and after the one in which a calendar is made whose clocks' changes and public holidays it has. */
const YEARS_BACK = 2;
const YEARS_AHEAD = 10;

/** The facts that a declaration stands for, for the years around an instant. */
export function calendarOf({ zone, holidays, closures, quiet }: CalendarDeclaration, at: Instant): Calendar {
  const year = Number(at.slice(0, 4));
  const [first, last] = [year - YEARS_BACK, year + YEARS_AHEAD];
  const whole = {
    zone,
    holidays: holidaysOf(holidays, first, last),
    closures,
    quiet,
    offsets: offsetsOf(zone, first, last),
  };
  return { version: hashOf(whole), ...whole };
}
