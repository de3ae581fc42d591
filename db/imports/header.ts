import { ImportFault } from './fault.ts';

/** The columns of a format, in lower case. */
export interface Columns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const separators = [',', ';', '\t'] as const;
export type Separator = (typeof separators)[number];

/** The separator by which the first line gives most of the columns of the format. */
export function separatorOf(head: string, columns: Columns): Separator {
  const first = head.split(/[\r\n]/).find((line) => line.trim() !== '') ?? '';
  const known = new Set([...columns.required, ...columns.optional]);
  const hits = (separator: Separator): number =>
    first.split(separator).filter((cell) => known.has(columnName(cell.replaceAll('"', '')))).length;
  return separators.reduce((best, one) => (hits(one) > hits(best) ? one : best));
}

/**
 * The columns of a file in their order. Empty ones at the end, as spreadsheets leave them, are dropped.
 * @throws ImportFault `wrong-header`, naming what is unknown, doubled or missing, and what is expected
 */
export function headerOf(file: string, line: number, cells: readonly string[], columns: Columns): readonly string[] {
  const names = cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== '') + 1).map(columnName);
  const all = [...columns.required, ...columns.optional];
  const unknown = names.find((name) => !all.includes(name));
  const twice = names.find((name, i) => names.indexOf(name) < i);
  const missing = columns.required.filter((name) => !names.includes(name));
  const wrong = (field: string, what: string): ImportFault =>
    new ImportFault('wrong-header', { file, line, field, reason: `${what} ${expected(columns)}` });
  if (missing.length === columns.required.length) throw wrong('', 'The first line must name the columns.');
  if (unknown !== undefined) throw wrong(shown(unknown), `There is no column “${shown(unknown)}” in this format.`);
  if (twice !== undefined) throw wrong(twice, `Column “${twice}” is there twice.`);
  if (missing[0] !== undefined) throw wrong(missing[0], `Missing: ${missing.join(', ')}.`);
  return names;
}

const columnName = (cell: string): string => cell.trim().toLowerCase();

const shown = (name: string): string => (name.length > 40 ? `${name.slice(0, 40)}…` : name);

const expected = ({ required, optional }: Columns): string =>
  `Expected: ${required.join(', ')}${optional.length === 0 ? '' : `; and if you have them: ${optional.join(', ')}`}.`;
