import type { TaskId } from '../../ids.ts';
import type { Plan } from './plan.ts';

/** Where a card stands across the picture. */
export interface Across {
  readonly x: number;
  readonly width: number;
}

/** The places at which arrows enter a card at its top, from which card each. */
export interface Ports {
  /** `into` and `from` as in an arrow; `back` for one that goes back up. */
  entry(from: TaskId, into: TaskId, back?: boolean): number;
  exit(from: TaskId, back?: boolean): number;
}

const APART = 16;
const MOST_APART = 9;

export function portsOf({ next, skips, backs }: Plan, across: ReadonlyMap<TaskId, Across>): Ports {
  const centre = (task: TaskId): number => {
    const { x, width } = across.get(task) ?? { x: 0, width: 0 };
    return Math.round(x + width / 2);
  };
  const coming = new Map<TaskId, { readonly key: string; readonly x: number }[]>();
  const comes = (into: TaskId, key: string, x: number): void => {
    coming.set(into, [...(coming.get(into) ?? []), { key, x }]);
  };
  for (const [from, those] of next) for (const to of those) comes(to, from, centre(from));
  for (const { from, to } of skips) for (const one of to) comes(one, from, Number.NEGATIVE_INFINITY);
  for (const { from, to } of backs) comes(to, backKey(from), Number.POSITIVE_INFINITY);
  const places = new Map<string, number>();
  for (const [into, those] of coming) {
    const ordered = [...those].sort((a, b) => (a.x === b.x ? 0 : a.x - b.x));
    const apart = ordered.length > MOST_APART ? 0 : APART;
    // Forward arrows alone are centred: one that comes from right above is then straight.
    const forward = ordered.filter(({ x }) => x !== Number.POSITIVE_INFINITY).length;
    ordered.forEach(({ key }, n) => {
      const at = n < forward ? n - (forward - 1) / 2 : (forward + 1) / 2 + (n - forward) + 1;
      places.set(`${into} ${key}`, Math.round(centre(into) + at * apart));
    });
  }
  return {
    entry: (from, into, back = false) => places.get(`${into} ${back ? backKey(from) : from}`) ?? centre(into),
    exit: (from, back = false) => centre(from) + (back ? 2 * APART : 0),
  };
}

const backKey = (from: TaskId): string => `back ${from}`;
