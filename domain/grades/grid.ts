import type { Text } from '../ids.ts';
import { compare, parseDecimal, smaller, larger, type DecimalText } from './rational.ts';
import type { TableFault, TableRef } from './table.ts';

/** Some foreign grades, and what they are here: by name, or as a range of numbers with both ends included. */
export type GridRow = { readonly gives: string; readonly passing: boolean } & (
  { readonly labels: readonly string[] } | { readonly from: DecimalText; readonly to: DecimalText }
);

/** A grid that a council approved for one country or scale, best row first. */
export interface Grid {
  readonly id: string;
  readonly title: Text;
  readonly version: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly rows: readonly GridRow[];
}

export interface GridConversion {
  readonly converted: true;
  readonly grade: string;
  readonly method: 'grid';
  readonly grid: TableRef;
  readonly from: string;
  /** Which row, counted from 0. */
  readonly row: number;
  readonly passing: boolean;
}

/**
 * Reads a grade by a grid. Where two ranges touch, the better row wins. Failing grades are read too: a grid says what
 * they are.
 */
export function convertByGrid(
  grade: string,
  grid: Grid,
):
  | GridConversion
  | {
      readonly converted: false;
      readonly reason: { readonly code: 'unknown-grade'; readonly grade: string; readonly table: TableRef };
    } {
  const ref = { id: grid.id, version: grid.version };
  const row = grid.rows.findIndex((one) => covers(one, grade.trim()));
  const found = grid.rows[row];
  if (found === undefined) return { converted: false, reason: { code: 'unknown-grade', grade, table: ref } };
  return { converted: true, grade: found.gives, method: 'grid', grid: ref, from: grade, row, passing: found.passing };
}

/** What is wrong in a grid, before it is published. */
export function gridFaults({ rows }: Grid): readonly TableFault[] {
  if (rows.length === 0) return [{ place: 'rows', why: 'give at least one row' }];
  const seen = new Set<string>();
  return rows.flatMap((row, i) => {
    const place = `rows/${i}`;
    if ('labels' in row) {
      const twice = row.labels.filter((label) => seen.size === seen.add(label).size);
      return twice.map((label) => ({ place: `${place}/labels`, why: `“${label}” is there twice` }));
    }
    const [from, to] = endsOf(row);
    if (from === undefined || to === undefined) return [{ place, why: 'decimal numbers like 12.5 are needed' }];
    return rows.slice(0, i).flatMap((other, j) => {
      const [low, high] = 'labels' in other ? [] : endsOf(other);
      const overlap = low && high && compare(larger(from, low), smaller(to, high)) < 0;
      return overlap ? [{ place, why: `it overlaps row ${j}` }] : [];
    });
  });
}

function covers(row: GridRow, grade: string): boolean {
  if ('labels' in row) return row.labels.includes(grade);
  const number = parseDecimal(grade);
  const [from, to] = endsOf(row);
  return number && from && to ? compare(from, number) <= 0 && compare(number, to) <= 0 : false;
}

/** The smaller end first: in some countries small grades are the good ones, and people write the better end first. */
function endsOf(row: { readonly from: DecimalText; readonly to: DecimalText }) {
  const [a, b] = [parseDecimal(row.from), parseDecimal(row.to)];
  return a && b ? ([smaller(a, b), larger(a, b)] as const) : ([] as const);
}
