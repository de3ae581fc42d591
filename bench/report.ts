import { goalValue, isMet, type Figure, type Measured } from './figure.ts';

export interface Result {
  readonly figure: Figure;
  readonly measured: Measured;
}

/** For programs. */
export const asJson = (results: readonly Result[]): string =>
  JSON.stringify(
    results.map(({ figure: { figure, goal }, measured: { ours, floor, ratio } }) => ({
      figure,
      ours: rounded(ours),
      floor: rounded(floor),
      ratio: rounded(ratio),
      goal: goalValue(goal),
      met: isMet(goal, ratio),
    })),
  );

/** For people: one line a figure. */
export function asTable(results: readonly Result[]): string {
  const lines = [
    ['figure', 'ours', 'floor', 'ratio', '(lowest to highest)', 'goal', ''],
    ...results.map(({ figure: { figure, unit, goal }, measured: { ours, floor, ratio, spread } }) => [
      figure,
      `${short(ours)} ${unit}`,
      short(floor),
      ratio.toFixed(2),
      `(${spread[0].toFixed(2)} to ${spread[1].toFixed(2)})`,
      'atLeast' in goal ? `at least ${String(goal.atLeast)}` : `at most ${String(goal.atMost)}`,
      isMet(goal, ratio) ? 'met' : 'NOT MET',
    ]),
  ];
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const rounded = (value: number): number => Number(value.toPrecision(5));
const short = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
