/** How often each number of days came. */
export type Histogram = Map<number, number>;

/** Days of many: how many there were, the middle one, and the one that nine in ten do not exceed. */
export interface Spread {
  readonly count: number;
  readonly median: number;
  readonly p90: number;
}

/** Counts one more. */
export const count = (histogram: Histogram, days: number, times = 1): void => {
  histogram.set(days, (histogram.get(days) ?? 0) + times);
};

/** By the nearest rank: always a number of days that came. */
export function spreadOf(histogram: Histogram): Spread {
  const sorted = [...histogram].sort(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, times]) => sum + times, 0);
  const at = (percent: number): number => {
    const rank = Math.max(1, Math.ceil((total * percent) / 100));
    let seen = 0;
    for (const [days, times] of sorted) {
      seen += times;
      if (seen >= rank) return days;
    }
    return 0;
  };
  return { count: total, median: at(50), p90: at(90) };
}
