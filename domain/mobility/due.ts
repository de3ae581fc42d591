import type { EffectId, TaskId } from '../ids.ts';
import type { Instant } from '../time/civil.ts';
import type { ClockId, Mobility } from './state.ts';

/** What happens next if nobody acts. */
export type DueItem =
  | { readonly kind: 'reminder'; readonly clock: ClockId; readonly at: Instant }
  | { readonly kind: 'deadline'; readonly clock: ClockId; readonly at: Instant }
  /** What comes after a missed deadline. */
  | { readonly kind: 'later'; readonly clock: ClockId; readonly at: Instant }
  | { readonly kind: 'opening'; readonly task: TaskId; readonly at: Instant }
  | { readonly kind: 'retry'; readonly effect: EffectId; readonly at: Instant };

/** The next thing that happens by itself, and when; null when nothing does. Equal instants go by kind and id. */
export function due(state: Mobility): DueItem | null {
  return comingUp(state)[0] ?? null;
}

/** Everything that will happen by itself, soonest first. */
export function comingUp(state: Mobility): readonly DueItem[] {
  if (state.status === 'closed') return retries(state).sort(bySoonest);
  const items: DueItem[] = retries(state);
  for (const [clock, { reminders, due: date, missed, later = [], pausedAt }] of Object.entries(state.clocks)) {
    if (pausedAt !== undefined) continue;
    const [at] = reminders;
    if (at !== undefined) items.push({ kind: 'reminder', clock, at });
    if (!missed) items.push({ kind: 'deadline', clock, at: date.at });
    else if (later[0] !== undefined) items.push({ kind: 'later', clock, at: later[0].at });
  }
  for (const [task, { at, reached }] of Object.entries(state.planned ?? {}))
    if (reached === undefined) items.push({ kind: 'opening', task, at });
  return items.sort(bySoonest);
}

const retries = (state: Mobility): DueItem[] =>
  Object.values(state.effects).flatMap((e) =>
    e.status === 'retrying' && e.retryAt !== undefined ? [{ kind: 'retry', effect: e.effect, at: e.retryAt }] : [],
  );

/** What a due item is about. */
const subjectOf = (item: DueItem): string => {
  if (item.kind === 'retry') return item.effect;
  return item.kind === 'opening' ? item.task : item.clock;
};
const keyOf = (item: DueItem): string => `${item.at} ${item.kind} ${subjectOf(item)}`;
const bySoonest = (a: DueItem, b: DueItem): number => (keyOf(a) < keyOf(b) ? -1 : 1);
