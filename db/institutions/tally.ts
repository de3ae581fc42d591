import { canonical } from '../../domain/hash.ts';
import type { Tx } from '../connect.ts';
import { execute, insert } from '../sql.ts';
import type { Row, Value } from '../statements.ts';

/** What applying did, thing by thing: `unit sciences`, `procedure erasmus-study 2`. */
export interface Tally {
  readonly added: string[];
  readonly changed: string[];
  readonly unchanged: string[];
  readonly removed: string[];
}

export const newTally = (): Tally => ({ added: [], changed: [], unchanged: [], removed: [] });

/** Whether anything is different now. */
export const isChange = ({ added, changed, removed }: Tally): boolean =>
  added.length + changed.length + removed.length > 0;

/** A row as it should be, and its name for the report. */
export interface Wanted {
  readonly name: string;
  readonly row: Row;
}

/**
 * Makes rows of a table as wanted, and takes away the others of those that were there.
 * @param keys the columns that tell rows apart
 * @param there the rows that are there now, with the same columns
 */
export async function settle(
  tx: Tx,
  tally: Tally,
  table: string,
  keys: readonly string[],
  wanted: readonly Wanted[],
  there: readonly Row[],
  nameOf: (row: Row) => string,
): Promise<void> {
  const keyOf = (row: Row): string => canonical(keys.map((key) => String(row[key])));
  const left = new Map(there.map((row) => [keyOf(row), row]));
  for (const { name, row } of wanted) {
    const found = left.get(keyOf(row));
    left.delete(keyOf(row));
    if (found === undefined) {
      await insert(tx, table, row);
      tally.added.push(name);
    } else if (Object.entries(row).some(([column, value]) => found[column] !== value)) {
      const others = Object.keys(row).filter((column) => !keys.includes(column));
      await execute(
        tx,
        `UPDATE ${table} SET ${others.map((column) => `${column} = ?`).join(', ')} WHERE ${whereOf(keys)}`,
        [...valuesOf(row, others), ...valuesOf(row, keys)],
      );
      tally.changed.push(name);
    } else tally.unchanged.push(name);
  }
  for (const row of left.values()) {
    await execute(tx, `DELETE FROM ${table} WHERE ${whereOf(keys)}`, valuesOf(row, keys));
    tally.removed.push(nameOf(row));
  }
}

const whereOf = (keys: readonly string[]): string => keys.map((key) => `${key} = ?`).join(' AND ');
const valuesOf = (row: Row, columns: readonly string[]): Value[] => columns.map((column) => row[column] ?? null);
