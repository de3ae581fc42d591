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
  /** Keys remembered at most; those used last are never forgotten. */
  readonly keys?: number;
  /** Milliseconds, for tests. */
  readonly now?: () => number;
}

/** A bucket of tries a key, filled again evenly. */
export function makeRate({ burst, secondsEach, keys = 10_000, now = Date.now }: RateOptions): Rate {
  const buckets = recent<{ left: number; at: number }>(keys);
  return {
    take(key) {
      const at = now();
      const before = buckets.get(key) ?? { left: burst, at };
      const left = Math.min(burst, before.left + (at - before.at) / 1000 / secondsEach);
      buckets.set(key, { left: left < 1 ? left : left - 1, at });
      return left < 1 ? Math.max(1, Math.ceil((1 - left) * secondsEach)) : 0;
    },
    give(key) {
      const bucket = buckets.get(key);
      if (bucket !== undefined) buckets.set(key, { ...bucket, left: bucket.left + 1 });
    },
  };
}

/**
 * A map of at most so many keys, which never forgets the half that was set last. Two generations, since to take the
 * oldest key out of one map, again and again, makes each look for the oldest slower (27 µs a key of a flood, measured).
 */
function recent<T>(most: number): { get(key: string): T | undefined; set(key: string, value: T): void } {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  return {
    get: (key) => young.get(key) ?? old.get(key),
    set: (key, value) => {
      young.set(key, value);
      if (young.size < most / 2) return;
      old = young;
      young = new Map();
    },
  };
}
