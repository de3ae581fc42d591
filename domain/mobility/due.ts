import type { EffectId } from '../ids.ts';
import type { Instant } from '../time/civil.ts';
import type { ClockId, Mobility } from './state.ts';

/** What happens next if nobody acts. */
export type DueItem =
  | { readonly kind: 'reminder'; readonly clock: ClockId; readonly at: Instant }
  | { readonly kind: 'deadline'; readonly clock: ClockId; readonly at: Instant }
  | { readonly kind: 'retry'; readonly effect: EffectId; readonly at: Instant };

/** The next thing that happens by itself, and when; null when nothing does. Equal instants go by kind and id. */
export function due(state: Mobility): DueItem | null {
  return comingUp(state)[0] ?? null;
}

/** Everything that will happen by itself, soonest first. */
export function comingUp(state: Mobility): readonly DueItem[] {
  if (state.status === 'closed') return retries(state).sort(bySoonest);
  const items: DueItem[] = retries(state);
  for (const [clock, { reminders, due: date, missed }] of Object.entries(state.clocks)) {
    const [at] = reminders;
    if (at !== undefined) items.push({ kind: 'reminder', clock, at });
    if (!missed) items.push({ kind: 'deadline', clock, at: date.at });
  }
  return items.sort(bySoonest);
}

const retries = (state: Mobility): DueItem[] =>
  Object.values(state.effects).flatMap((e) =>
    e.status === 'retrying' && e.retryAt !== undefined ? [{ kind: 'retry', effect: e.effect, at: e.retryAt }] : [],
  );

const keyOf = (item: DueItem): string => `${item.at} ${item.kind} ${item.kind === 'retry' ? item.effect : item.clock}`;
const bySoonest = (a: DueItem, b: DueItem): number => (keyOf(a) < keyOf(b) ? -1 : 1);
