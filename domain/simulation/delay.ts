import type { Dice } from './dice.ts';

/** How many days somebody takes: half of them at most the median, nine in ten at most p90. */
export interface Days {
  readonly median: number;
  readonly p90: number;
}

/**
 * Of 10,000 draws of a normal distribution those below each sixteenth of its 90 % quantile, from minus twice to twice:
 * constants, since functions like `exp` may differ in their last digit from machine to machine.
 */
const BELOW = [
  58, 73, 91, 112, 138, 169, 206, 249, 299, 358, 425, 503, 592, 692, 805, 932, 1072, 1227, 1398, 1584, 1785, 2002, 2234,
  2480, 2740, 3013, 3298, 3593, 3896, 4206, 4522, 4840, 5160, 5478, 5794, 6104, 6407, 6702, 6987, 7260, 7520, 7766,
  7998, 8215, 8416, 8602, 8773, 8928, 9068, 9195, 9308, 9408, 9497, 9575, 9642, 9701, 9751, 9794, 9831, 9862, 9888,
  9909, 9927, 9942, 10_000,
];
const MIDDLE = 32;
const STEPS_TO_P90 = 16;

/**
 * Whole days by a log-normal distribution with this median and p90, shifted by a day so that none at all is possible.
 * Only `+ - * /` and `Math.sqrt`, which every machine rounds alike.
 */
export function drawDays(dice: Dice, { median, p90 }: Days): number {
  const roll = dice.int(10_000);
  const known = tables.get(`${String(median)} ${String(p90)}`) ?? tableOf(median, p90);
  tables.set(`${String(median)} ${String(p90)}`, known);
  return known[BELOW.findIndex((below) => roll < below)] ?? median;
}
const tables = new Map<string, readonly number[]>();

function tableOf(median: number, p90: number): readonly number[] {
  const ratio = (p90 + 1) / (median + 1);
  const step = Math.sqrt(Math.sqrt(Math.sqrt(Math.sqrt(ratio))));
  return BELOW.map((_, k) => {
    let factor = 1;
    for (let n = 0; n < Math.abs(k - MIDDLE); n += 1) factor *= step;
    // Exact where somebody said it.
    if (Math.abs(k - MIDDLE) === STEPS_TO_P90) factor = ratio;
    return Math.max(0, Math.round(k < MIDDLE ? (median + 1) / factor : (median + 1) * factor) - 1);
  });
}
