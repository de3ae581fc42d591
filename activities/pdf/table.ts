import { lineHeight, paper } from './paper.ts';
import type { Style } from './paper.ts';
import type { Sheet } from './sheet.ts';

export interface Column {
  readonly title: string;
  /** Share of the width; the shares of a table need not add up to anything. */
  readonly share: number;
  readonly align?: 'right';
}

export interface Row {
  readonly cells: readonly string[];
  readonly bold?: boolean;
}

const body = 8.5;
const head = 7.5;
const pad = 5;

interface Place {
  readonly x: number;
  readonly width: number;
  readonly right: boolean;
}

/** A table whose headings come again on each page; a row stays whole unless it is higher than a page. */
export function drawTable(sheet: Sheet, columns: readonly Column[], rows: readonly Row[]): void {
  const places = placed(columns);
  const titles = columns.map((column, at) =>
    sheet.lines(column.title, places[at]?.width ?? 0, { size: head, bold: true }),
  );
  const headHeight = heightOf(titles, head);
  const room = paper.top - paper.bottom - headHeight;
  sheet.ensure(headHeight + 40);
  drawHead(sheet, places, titles, headHeight);
  for (const row of rows.flatMap((whole) => split(sheet, whole, places, room))) {
    if (sheet.ensure(row.height)) drawHead(sheet, places, titles, headHeight);
    drawCells(sheet, places, row.lines, row.style);
    sheet.space(row.height);
    sheet.rule(sheet.y);
  }
}

function placed(columns: readonly Column[]): Place[] {
  const all = columns.reduce((sum, column) => sum + column.share, 0);
  let x = paper.left;
  return columns.map((column) => {
    const width = ((paper.right - paper.left) * column.share) / all;
    const place = { x: x + pad, width: width - 2 * pad, right: column.align === 'right' };
    x += width;
    return place;
  });
}

function drawHead(sheet: Sheet, places: readonly Place[], titles: string[][], height: number): void {
  const { colours } = sheet;
  const box = { x: paper.left, y: sheet.y - height, width: paper.right - paper.left, height };
  sheet.page.drawRectangle({ ...box, color: colours.tint });
  drawCells(sheet, places, titles, { size: head, bold: true, colour: colours.accent });
  sheet.space(height);
  sheet.rule(sheet.y, paper.left, paper.right, colours.accent);
}

function drawCells(sheet: Sheet, places: readonly Place[], cells: readonly string[][], style: Style): void {
  for (const [at, place] of places.entries()) {
    for (const [index, line] of (cells[at] ?? []).entries()) {
      const shift = place.right ? place.width - sheet.measure(line, style) : 0;
      sheet.line(line, place.x + shift, sheet.y - pad - index * style.size * lineHeight, style);
    }
  }
}

function split(
  sheet: Sheet,
  row: Row,
  places: readonly Place[],
  room: number,
): { lines: string[][]; height: number; style: Style }[] {
  const style = { size: body, bold: row.bold ?? false };
  const cells = places.map((place, at) => sheet.lines(row.cells[at] ?? '', place.width, style));
  const most = Math.max(1, Math.floor((room - 2 * pad) / (body * lineHeight)));
  const count = Math.ceil(Math.max(...cells.map((lines) => lines.length)) / most);
  return Array.from({ length: count }, (_, part) => {
    const lines = cells.map((cell) => cell.slice(part * most, (part + 1) * most));
    return { lines, height: heightOf(lines, body), style };
  });
}

const heightOf = (cells: readonly string[][], size: number): number =>
  Math.max(1, ...cells.map((lines) => lines.length)) * size * lineHeight + 2 * pad - 2;
