import type { Db } from '../connect.ts';

/** A list that is many short ones merged: each part is read through an index, in the order of the whole. */
export interface Merge<Part, Row> {
  /** Rows wanted of the whole. */
  readonly limit: number;
  /** Reads so many rows of each of these parts, first ones first. */
  readonly read: (parts: readonly Part[], most: number) => Promise<readonly Row[]>;
  readonly partOf: (row: Row) => string;
  readonly nameOf: (part: Part) => string;
  /** A text that sorts as the list does, and is the same for the same thing found in two parts. */
  readonly sortKey: (row: Row) => string;
}

/** Of each part at first, at the least. */
const LEAST = 5;

/**
 * The first rows of the whole. Most parts give none or few of them, so a little of each is read first; only those of
 * which that was not all, and which may hold more of the first rows, are read further. The time does not grow with
 * what the parts hold.
 */
export async function merged<Part, Row>(parts: readonly Part[], merge: Merge<Part, Row>): Promise<Row[]> {
  const { limit, read, partOf, nameOf, sortKey } = merge;
  const few = Math.min(limit, Math.max(LEAST, Math.ceil((2 * limit) / Math.max(1, parts.length))));
  const found = new Map<string, Row>();
  const seen = new Map<string, { rows: number; last: string }>();
  for (const row of await read(parts, few)) {
    const key = sortKey(row);
    found.set(key, row);
    const before = seen.get(partOf(row));
    const last = before === undefined || key > before.last ? key : before.last;
    seen.set(partOf(row), { rows: (before?.rows ?? 0) + 1, last });
  }
  const bound = [...found.keys()].sort()[limit - 1];
  // Two parts of one name (a role that two have lent) are told as one, and read further a little too soon.
  const further = parts.filter((part) => {
    const of = seen.get(nameOf(part));
    return of !== undefined && of.rows >= few && few < limit && (bound === undefined || of.last < bound);
  });
  if (further.length > 0) for (const row of await read(further, limit)) found.set(sortKey(row), row);
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([, row]) => row);
}

/** One statement that reads a limited one so many times, each with parameters of its own. */
export function eachOf({ dialect }: Db, limited: string, times: number): string {
  // SQLite knows no parentheses here; on MariaDB a derived table would be filled and read again.
  const one = dialect === 'mysql' ? `(${limited})` : `SELECT * FROM (${limited}) part`;
  return Array.from({ length: times }, () => one).join(' UNION ALL ');
}

/**
 * The table with the index that a part is read by. MariaDB would look into every index that might do, for each part
 * anew; SQLite chooses by rules, and may leave the index's name out.
 */
export const through = ({ dialect }: Db, table: string, alias: string, index: string): string =>
  dialect === 'mysql' ? `${table} ${alias} FORCE INDEX (${index})` : `${table} ${alias}`;
