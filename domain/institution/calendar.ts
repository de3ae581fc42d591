import type { Fault } from '../process/problem.ts';
import type { LocalDate } from '../time/civil.ts';
import { FIRST_GREGORIAN_YEAR, publicHolidays, type Holidays, type Region } from '../time/holidays.ts';
import type { CalendarDeclaration } from './declaration.ts';

/**
 * What is wrong with a calendar that has the right form.
 * @param isZone whether a time zone is known
 */
export function wrongCalendar(
  { zone, holidays, closures }: CalendarDeclaration,
  isZone: (zone: string) => boolean,
): Fault[] {
  const unknownZone: Fault = {
    code: 'unknown-zone',
    path: ['calendar', 'zone'],
    message: `“${zone}” is not a time zone.`,
    hint: 'Give an IANA name such as Europe/Paris.',
  };
  return [
    ...(isZone(zone) ? [] : [unknownZone]),
    ...wrongHolidays(holidays),
    ...closures.flatMap(({ from, until }, n): Fault[] =>
      from <= until
        ? []
        : [
            {
              code: 'wrong-closure',
              path: ['calendar', 'closures', n],
              message: `A closure from ${from} until ${until} ends before it begins.`,
              hint: 'Exchange the two dates.',
            },
          ],
    ),
  ];
}

/** Changes to a region's holidays that change nothing: slips of the hand. */
function wrongHolidays(holidays: Holidays): Fault[] {
  if (typeof holidays === 'string' || !('of' in holidays)) return [];
  const { of, also, except } = holidays;
  return [
    ...also.flatMap((date, n): Fault[] =>
      ofTheYear(of, date).includes(date)
        ? [
            {
              severity: 'warning',
              code: 'known-holiday',
              path: ['calendar', 'holidays', 'also', n],
              message: `${date} is a public holiday of “${of}” already.`,
              hint: 'Take it away, or correct the date.',
            },
          ]
        : [],
    ),
    ...except.flatMap((date, n): Fault[] =>
      ofTheYear(of, date).includes(date)
        ? []
        : [
            {
              code: 'wrong-holiday',
              path: ['calendar', 'holidays', 'except', n],
              message: `${date} is no public holiday of “${of}”, so it cannot be left out.`,
              hint: `Give one of those of its year (${ofTheYear(of, date).join(', ')}), or take it away.`,
            },
          ],
    ),
  ];
}

function ofTheYear(region: Region, date: LocalDate): readonly LocalDate[] {
  const year = Number(date.slice(0, 4));
  return year < FIRST_GREGORIAN_YEAR ? [] : publicHolidays(region, year);
}
