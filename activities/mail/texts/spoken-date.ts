import { dayNumber, isLocalDate } from '../../../domain/time/civil.ts';

/** Says civil dates in a language, with the weekday; what is no date stays as it is. */
export function dateSpeaker(locale: string): (date: string) => string {
  const format = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return (date) => (isLocalDate(date) ? format.format(new Date(dayNumber(date) * 86_400_000)) : date);
}
