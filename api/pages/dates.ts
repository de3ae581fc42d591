import { withFirst } from '../french-date.ts';
import type { Language } from '../problem.ts';

const DAY_MS = 86_400_000;
const NEAR_DAYS = 7;

/** How dates are said to a reader: in the language of the page and the zone of the institution. */
export interface Dates {
  /** A civil date: with its weekday when it is near. */
  day(date: string): string;
  /** A civil date with its year, however near: for both ends of a range. */
  plain(date: string): string;
  /** The day of an instant with its year, however near: for what is kept. */
  full(at: string): string;
  /** The day of an instant. */
  instant(at: string): string;
  /** The last day before a due instant, which is the midnight after it. */
  due(at: string): string;
}

export function datesIn(language: Language, zone: string, now: Date): Dates {
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB';
  const plain = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  const today = civil(now, zone);
  const said = (at: Date, form: Intl.DateTimeFormatOptions, timeZone: string): string => {
    const text = new Intl.DateTimeFormat(locale, { ...form, timeZone }).format(at);
    return language === 'fr' ? withFirst(text) : text;
  };
  const day = (date: string): string => {
    const distance = Math.round((Date.parse(date) - Date.parse(today)) / DAY_MS);
    const form =
      Math.abs(distance) <= NEAR_DAYS ? ({ weekday: 'long', day: 'numeric', month: 'long' } as const) : plain;
    return said(new Date(date), form, 'UTC');
  };
  return {
    day,
    plain: (date) => said(new Date(date), plain, 'UTC'),
    full: (at) => said(new Date(at), plain, zone),
    instant: (at) => day(civil(new Date(at), zone)),
    due: (at) => day(civil(new Date(Date.parse(at) - 1), zone)),
  };
}

/** The date on an institution's clocks: Sweden writes dates as ISO does. */
const civil = (at: Date, zone: string): string => new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(at);
