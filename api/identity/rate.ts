/** Limits how often somebody may try, in this process. */
export interface Rate {
  /** Takes one try. @returns 0 when it may be made, else the seconds to wait */
  take(key: string): number;
  /** Gives one back: it was no try after all. */
  give(key: string): void;
}

export interface RateOptions {
  /** Tries that may come at once. */
  readonly burst: number;
  /** After which a used try comes back. */
  readonly secondsEach: number;
  /** Keys remembered; the one not used for longest is forgotten first. */
  readonly keys?: number;
  /** Milliseconds, for tests. */
  readonly now?: () => number;
}

/** A bucket of tries a key, filled again evenly. */
export function makeRate({ burst, secondsEach, keys = 10_000, now = Date.now }: RateOptions): Rate {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take(key) {
      const at = now();
      const before = buckets.get(key) ?? { left: burst, at };
      const left = Math.min(burst, before.left + (at - before.at) / 1000 / secondsEach);
      // Put in last: the first of the map is the one not used for longest.
      buckets.delete(key);
      buckets.set(key, { left: left < 1 ? left : left - 1, at });
      const oldest = buckets.keys().next();
      if (buckets.size > keys && oldest.done !== true) buckets.delete(oldest.value);
      return left < 1 ? Math.max(1, Math.ceil((1 - left) * secondsEach)) : 0;
    },
    give(key) {
      const bucket = buckets.get(key);
      if (bucket !== undefined) bucket.left += 1;
    },
  };
}
