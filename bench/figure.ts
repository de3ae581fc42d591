import type { Bench } from './system/bench.ts';

/** What `ours` must be beside `floor`. */
export type Goal = { readonly atLeast: number } | { readonly atMost: number };

/** One measured figure of the product, with what it is measured against in the same run. */
export interface Figure {
  readonly figure: string;
  /** Of `ours` and `floor`. */
  readonly unit: string;
  /** What is compared, in a sentence. */
  readonly what: string;
  readonly goal: Goal;
  measure(bench: Bench): Promise<Measured>;
}

/** What came of the rounds of a figure. */
export interface Measured {
  /** Medians. */
  readonly ours: number;
  readonly floor: number;
  /** The median of the pairs' ratios: each is of two rounds beside one another, so that a busy machine weighs on both. */
  readonly ratio: number;
  /** The lowest and the highest ratio of a pair. */
  readonly spread: readonly [number, number];
  readonly pairs: number;
  /** More that was seen, for people. */
  readonly notes: readonly string[];
}

export const isMet = (goal: Goal, ratio: number): boolean =>
  'atLeast' in goal ? ratio >= goal.atLeast : ratio <= goal.atMost;

export const goalValue = (goal: Goal): number => ('atLeast' in goal ? goal.atLeast : goal.atMost);
