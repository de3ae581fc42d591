import { instantOf, localDateOf } from '../time/calendar.ts';
import { laterBy, millisOf } from '../time/instants.ts';
import { addDays, daysBetween, type Instant, type LocalDate } from '../time/civil.ts';
import { dueOn, remindersEvery } from './clocks.ts';
import { bring } from './consequences.ts';
import type { Deciding } from './deciding.ts';
import { due, type DueItem } from './due.ts';
import type { Clock } from './state.ts';
import { tellAbout, recipientsOf } from './tell-clock.ts';

/** Lateness beyond which we were down, and a consequence that refuses somebody is put off by as much. */
const DOWNTIME_SECONDS = 300;

/** Does the one thing that is due, if it is due. */
export function happen(deciding: Deciding): void {
  const item = due(deciding.state());
  if (item === null || item.at > deciding.at) return;
  switch (item.kind) {
    case 'retry': {
      const { attempts = 0 } = deciding.state().effects[item.effect] ?? {};
      deciding.record({ type: 'effect-started', effect: item.effect, attempt: attempts + 1 });
      return;
    }
    case 'opening':
      deciding.record({ type: 'opening-reached', task: item.task });
      return;
    default: {
      const clock = deciding.state().clocks[item.clock];
      if (clock === undefined) return;
      if (item.kind === 'reminder') remind(deciding, item.clock, clock);
      else meet(deciding, item, clock);
    }
  }
}

/** Reminders missed during an outage collapse into one. */
function remind(deciding: Deciding, id: string, clock: Clock): void {
  deciding.record({ type: 'reminded', clock: id, planned: clock.reminders.filter((at) => at <= deciding.at) });
  for (const recipient of recipientsOf(deciding.state(), clock)) tellAbout(deciding, 'reminder', recipient, clock);
}

type Met = DueItem & { readonly kind: 'deadline' | 'later' };

/** The due date was missed, or what comes later is due. */
function meet(deciding: Deciding, item: Met, clock: Clock): void {
  const lateBySeconds = Math.round((millisOf(deciding.at) - millisOf(item.at)) / 1000);
  const consequence = item.kind === 'deadline' ? clock.consequence : clock.later?.[0]?.consequence;
  const refuses =
    consequence !== undefined &&
    ('end' in consequence || 'close' in consequence || ('decide' in consequence && consequence.decide === 'refuse'));
  if (refuses && lateBySeconds > DOWNTIME_SECONDS && clock.graced !== true) {
    putOff(deciding, item, clock, lateBySeconds);
    return;
  }
  const reminders: readonly Instant[] =
    consequence !== undefined && 'remindEvery' in consequence
      ? remindersEvery(deciding.state().calendar, consequence.remindEvery, deciding.at)
      : [];
  deciding.record({
    type: item.kind === 'deadline' ? 'deadline-missed' : 'consequence-came',
    clock: item.clock,
    lateBySeconds,
    ...(reminders.length === 0 ? {} : { reminders }),
  });
  if (item.kind === 'deadline')
    for (const recipient of recipientsOf(deciding.state(), clock))
      tellAbout(deciding, 'deadline-missed', recipient, clock);
  bring(deciding, clock, consequence, item.kind);
}

/** By as long as we were down, once, with all that comes after it; what came before does not come again. */
function putOff(deciding: Deciding, { kind, clock: id, at }: Met, clock: Clock, seconds: number): void {
  const { calendar } = deciding.state();
  const due = dueOn(calendar, localDateOf(calendar, laterBy(deciding.at, seconds)));
  const dayOf = (instant: Instant): LocalDate => localDateOf(calendar, instant);
  const days = daysBetween(dayOf(at), dayOf(due.at));
  const later = (clock.later ?? []).map((one) => ({
    ...one,
    at: instantOf(calendar, addDays(dayOf(one.at), days), '00:00'),
  }));
  if (kind === 'later') deciding.record({ type: 'consequence-put-off', clock: id, date: due.date, later });
  else
    deciding.record({
      type: 'deadline-moved',
      clock: id,
      due,
      reminders: [],
      because: 'downtime',
      ...(later.length === 0 ? {} : { later }),
    });
}
