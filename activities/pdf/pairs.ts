import { lineHeight, paper } from './paper.ts';
import type { Sheet } from './sheet.ts';

/** A label and what it names (a line feed begins a new line); what is not known is left out. */
export type Pair = readonly [label: string, value: string | undefined];

const label = { size: 7 };
const value = { size: 9 };
const gap = 20;

/** Labels over values, in as many columns as asked for, row by row. */
export function drawPairs(sheet: Sheet, pairs: readonly Pair[], columns = 2): void {
  const known = pairs.flatMap(([name, text]) => (text ? [{ name, text }] : []));
  const width = (paper.right - paper.left - gap * (columns - 1)) / columns;
  for (let at = 0; at < known.length; at += columns) {
    const row = known
      .slice(at, at + columns)
      .map(({ name, text }) => ({ name, lines: text.split('\n').flatMap((part) => sheet.lines(part, width, value)) }));
    const height = 11 + Math.max(...row.map(({ lines }) => lines.length)) * value.size * lineHeight + 6;
    sheet.ensure(height);
    for (const [column, { name, lines }] of row.entries())
      drawPair(sheet, paper.left + column * (width + gap), name, lines);
    sheet.space(height);
  }
}

function drawPair(sheet: Sheet, x: number, name: string, lines: readonly string[]): void {
  sheet.line(name, x, sheet.y, { ...label, colour: sheet.colours.soft });
  for (const [index, line] of lines.entries()) {
    sheet.line(line, x, sheet.y - 11 - index * value.size * lineHeight, value);
  }
}
