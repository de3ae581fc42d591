/** Random choices that a seed fixes, so that they can be made again, on any machine. */
export interface Dice {
  /** A whole number from 0 to n - 1. */
  int(n: number): number;
  /** True once in n times. */
  oneIn(n: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** Undefined when there is nothing to pick from. */
  anyOf<T>(from: readonly T[]): T | undefined;
}

/** mulberry32: small, quick, even enough for lives and tests. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (n: number): number => Math.floor(next() * n);
  return {
    int,
    oneIn: (n) => int(n) === 0,
    pick: (from) => from[int(from.length)] ?? from[0],
    anyOf: (from) => from[int(from.length)],
  };
}
