import type { CsvRow } from './csv.ts';

/** What is wrong in one cell. */
export interface CellFault {
  readonly field: string;
  readonly reason: string;
}

/** Reads the cells of one row into values, and keeps the first fault; a row with a fault is not used. */
export interface CellReader {
  /** The text of a cell, of at most so many characters; empty when it is empty or the column is not there. */
  text(field: string, most: number): string;
  /** The same where there must be something. */
  needed(field: string, most: number): string;
  /** A decimal number as whole hundredths, null when empty: `2.5` and `2,50` are 250. */
  hundredths(field: string, allowed: { readonly most: number; readonly step: number }): number | null;
  /** Yes or no, as 1 or 0, in the spellings of exports; `empty` is what an empty cell means. */
  flag(field: string, empty?: 0 | 1): 0 | 1;
  /** Something else that is wrong. */
  fail(field: string, reason: string): void;
  fault(): CellFault | undefined;
}

const yes = new Set(['1', 'true', 'vrai', 'oui', 'o', 'yes', 'y', 'x']);
const no = new Set(['0', 'false', 'faux', 'non', 'n', 'no']);
const DECIMAL = /^\d{1,9}(?:[.,]\d{1,6})?$/;

export function cellReader({ cells }: CsvRow): CellReader {
  let first: CellFault | undefined;
  const fail = (field: string, reason: string): void => {
    first ??= { field, reason };
  };
  const cell = (field: string): string => cells[field] ?? '';
  const text = (field: string, most: number): string => {
    const value = cell(field);
    if (value.length > most) fail(field, `${value.length} characters are too many: ${most} at most.`);
    return value;
  };
  return {
    fail,
    text,
    fault: () => first,
    needed(field, most) {
      const value = text(field, most);
      if (value === '') fail(field, 'This must not be empty.');
      return value;
    },
    hundredths(field, { most, step }) {
      const value = cell(field);
      if (value === '') return null;
      const hundredths = DECIMAL.test(value) ? exactHundredths(value) : undefined;
      if (hundredths === undefined || hundredths > most || hundredths % step !== 0)
        fail(
          field,
          `A number from 0 to ${most / 100} in steps of ${step / 100} is needed, not “${value.slice(0, 40)}”.`,
        );
      return hundredths ?? null;
    },
    flag(field, empty) {
      const value = cell(field).toLowerCase();
      if (value === '' && empty !== undefined) return empty;
      if (!yes.has(value) && !no.has(value)) fail(field, `true or false is needed, not “${value.slice(0, 40)}”.`);
      return yes.has(value) ? 1 : 0;
    },
  };
}

/** By digits, as 1.15 × 100 is not 115 in floats; undefined when there is more than two decimals can hold. */
function exactHundredths(value: string): number | undefined {
  const [whole = '', after = ''] = value.split(/[.,]/);
  const decimals = after.replace(/0+$/, '');
  return decimals.length > 2 ? undefined : Number(whole) * 100 + Number(decimals.padEnd(2, '0'));
}
