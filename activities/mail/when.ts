import type { MailTemplate } from '../../domain/mobility/mail.ts';
import { instantOf, isWorkingDay, localDateOf, type Calendar, type LocalTime } from '../../domain/time/calendar.ts';
import { addDays, type Instant, type LocalDate } from '../../domain/time/civil.ts';
import { afterQuiet } from '../../domain/time/quiet.ts';
import type { Told } from './texts.ts';

/** How mails are paced: the settings `mailGather` and `mailQuiet`. */
export interface Pace {
  readonly gather: LocalTime | null;
  readonly quiet: boolean;
}

export interface Asked {
  readonly template: MailTemplate;
  readonly to: Told['to'];
  readonly calendar: Calendar;
  readonly now: Instant;
  readonly pace: Pace;
  /** Another `waits-for-you` went to them at once today. */
  readonly toldToday: boolean;
}

export type When =
  | { readonly kind: 'now' }
  /** It is night: ask again then. */
  | { readonly kind: 'later'; readonly at: Instant }
  /** In the one mail of that day. */
  | { readonly kind: 'gathered'; readonly on: LocalDate; readonly at: Instant };

/** The same thing is not said again to the same person for so long. */
export const THROTTLE_SECONDS = 4 * 3600;

/** What reminds of something that was told before. */
export const REMINDS: ReadonlySet<MailTemplate> = new Set<MailTemplate>(['reminder', 'deadline-missed', 'escalated']);

/** Whether mails of this kind may be gathered at all; every other one goes by itself. */
export const isGathered = (template: MailTemplate): boolean => REMINDS.has(template) || template === 'waits-for-you';

/**
 * When a mail goes to its reader (decision 0026). Reminders and the like are gathered in one mail a day. Of what newly
 * waits, the first of a working day goes to a member of staff at once, so that who is seldom asked knows it; the rest is
 * gathered, so that who is asked all day gets two mails and not two hundred. Partners have no account: theirs is never
 * gathered. At night nothing goes.
 */
export function whenToSend(asked: Asked): When {
  const { template, to, calendar, now, pace, toldToday } = asked;
  const awake = pace.quiet ? afterQuiet(calendar, now) : now;
  const goes: When = awake > now ? { kind: 'later', at: awake } : { kind: 'now' };
  if (pace.gather === null || to === 'partner' || !isGathered(template)) return goes;
  const isFirst =
    template === 'waits-for-you' &&
    (to === 'person' || (!toldToday && isWorkingDay(calendar, localDateOf(calendar, awake))));
  return isFirst ? goes : nextGathering(asked, pace.gather);
}

/** A calendar that is closed for ever must not keep a mail for ever. */
const LONGEST_DAYS = 60;

/** The next mail of gathered things: on the institution's working days for its staff, on any day for others. */
export function nextGathering(
  { to, calendar, now, pace }: Pick<Asked, 'to' | 'calendar' | 'now' | 'pace'>,
  time: LocalTime,
): When & { kind: 'gathered' } {
  for (let day = localDateOf(calendar, now), passed = 0; ; day = addDays(day, 1), passed += 1) {
    const planned = instantOf(calendar, day, time);
    const at = pace.quiet ? afterQuiet(calendar, planned) : planned;
    if (at > now && (to !== 'staff' || isWorkingDay(calendar, day) || passed > LONGEST_DAYS))
      return { kind: 'gathered', on: day, at };
  }
}
