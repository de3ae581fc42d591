import { addDays, localDate, type LocalDate } from './civil.ts';

/** Whose public holidays are known by rule. */
export const regions = ['france', 'alsace-moselle'] as const;
export type Region = (typeof regions)[number];

/** Holidays as an institution declares them: dates, or those of a region, with changes. */
export type Holidays =
  | readonly LocalDate[]
  | Region
  | { readonly of: Region; readonly also: readonly LocalDate[]; readonly except: readonly LocalDate[] };

/** The first one that began in the Gregorian calendar. */
export const FIRST_GREGORIAN_YEAR = 1583;
const LAST_YEAR = 9999;

/**
 * The holidays declared, as dates: a list as it stands, those of a region in order, each once.
 * @param fromYear first year for which a region's are told
 * @param toYear last year, included
 */
export function holidaysOf(declared: Holidays, fromYear: number, toYear: number): readonly LocalDate[] {
  if (typeof declared !== 'string' && !('of' in declared)) return declared;
  const { of, also, except } = typeof declared === 'string' ? { of: declared, also: [], except: [] } : declared;
  const years = Array.from({ length: toYear - fromYear + 1 }, (_, n) => fromYear + n);
  const days = new Set([...years.flatMap((year) => publicHolidays(of, year)), ...also]);
  return [...days].filter((day) => !except.includes(day)).sort();
}

/**
 * The public holidays of a year, in order, by the law as it is today: Code du travail, L3133-1; in Alsace and Moselle
 * L3134-13, whose Good Friday, a holiday where there is a Protestant or a shared church, is taken as one everywhere.
 * @throws RangeError when the year is not 1583 to 9999
 */
export function publicHolidays(region: Region, year: number): readonly LocalDate[] {
  const easter = easterOf(year);
  const more = region === 'alsace-moselle' ? [addDays(easter, -2), on(year, 12, 26)] : [];
  // Ascension Day may fall on 1 or 8 May.
  return [...new Set([...fixed.map(([month, day]) => on(year, month, day)), ...movable(easter), ...more])].sort();
}

/**
 * Easter Sunday, by the anonymous Gregorian algorithm (Nature, 1876).
 * @throws RangeError when the year is not 1583 to 9999
 */
export function easterOf(year: number): LocalDate {
  if (!Number.isInteger(year) || year < FIRST_GREGORIAN_YEAR || year > LAST_YEAR)
    throw new RangeError(`Easter is known for the years ${FIRST_GREGORIAN_YEAR} to ${LAST_YEAR}, not for ${year}.`);
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const days = h + l - 7 * m + 114;
  return on(year, Math.floor(days / 31), (days % 31) + 1);
}

/** New Year, Labour Day, Victory 1945, the national day, Assumption, All Saints, Armistice 1918, Christmas. */
const fixed = [
  [1, 1],
  [5, 1],
  [5, 8],
  [7, 14],
  [8, 15],
  [11, 1],
  [11, 11],
  [12, 25],
] as const;

/** Easter Monday, Ascension Day, Whit Monday. */
const movable = (easter: LocalDate): LocalDate[] => [1, 39, 50].map((days) => addDays(easter, days));

function on(year: number, month: number, day: number): LocalDate {
  const date = localDate(year, month, day);
  if (date === undefined) throw new RangeError(`There is no day ${day} of month ${month} in ${year}.`);
  return date;
}
