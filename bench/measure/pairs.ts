import type { Measured } from '../figure.ts';
import { median } from './statistics.ts';

/** Fewer pairs are no measurement. */
export const PAIRS = 7;

/** One round of either side: gives the figure's value of that round. */
export type Round = (pair: number) => Promise<number>;

/**
 * Rounds of both sides one after the other, so that whatever else the machine does weighs on both: ours and floor take
 * turns in going first.
 */
export async function inPairs(
  { ours, floor }: { readonly ours: Round; readonly floor: Round },
  options: { readonly pairs?: number; readonly onPair?: (pair: number, ours: number, floor: number) => void } = {},
): Promise<Measured> {
  const { pairs = PAIRS, onPair } = options;
  const values: { ours: number; floor: number }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const one = pair % 2 === 0 ? { ours: await ours(pair), floor: await floor(pair) } : await floorFirst(pair);
    values.push(one);
    onPair?.(pair, one.ours, one.floor);
  }
  return measured(values);

  async function floorFirst(pair: number): Promise<{ ours: number; floor: number }> {
    const before = await floor(pair);
    return { ours: await ours(pair), floor: before };
  }
}

/** Medians and spread of pairs that were measured. */
export function measured(
  values: readonly { readonly ours: number; readonly floor: number }[],
  notes: readonly string[] = [],
): Measured {
  const ratios = values.map(({ ours, floor }) => ours / floor);
  return {
    ours: median(values.map((v) => v.ours)),
    floor: median(values.map((v) => v.floor)),
    ratio: median(ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
    pairs: values.length,
    notes,
  };
}
