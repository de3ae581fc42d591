/** Where a page of a list ended: the sort key of its last row. Opaque to clients, and checked when it comes back. */
export type Key = readonly (string | number | null)[];

/** A page of a list, and where the next one starts; null when this is the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export const MOST_ROWS = 100;

/** The key as a text for a URL. */
export const cursorOf = (key: Key): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/**
 * The key of a cursor that we made.
 * @param form the type of each part; a part may be null only where the form says so
 * @returns undefined when the text is not such a cursor
 */
export function keyOf(cursor: string, form: readonly ('text' | 'number' | 'text or null')[]): Key | undefined {
  const parts = parsed(cursor);
  if (parts?.length !== form.length) return undefined;
  const key: (string | number | null)[] = [];
  for (const [i, part] of parts.entries()) {
    if (!fits(part, form[i])) return undefined;
    key.push(part);
  }
  return key;
}

/** Cuts a list that was read with one row more than wanted. */
export function pageOf<Row, T>(
  rows: readonly Row[],
  limit: number,
  keyOfRow: (row: Row) => Key,
  show: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(show), next: rows.length > limit && last !== undefined ? cursorOf(keyOfRow(last)) : null };
}

/**
 * The condition that a row comes after a key, in the order of the columns, written so that an index is used for the
 * first of them; MariaDB reads the whole index for `(a, b) > (?, ?)`.
 */
export function follows(
  columns: readonly string[],
  key: Key,
  order: 'ascending' | 'descending' = 'ascending',
): { sql: string; params: (string | number | null)[] } {
  const [sign, bound] = order === 'ascending' ? ['>', '>='] : ['<', '<='];
  const params: (string | number | null)[] = [];
  const after = (from: number): string => {
    const column = columns[from] ?? '';
    const value = key[from] ?? null;
    params.push(value);
    if (from === columns.length - 1) return `${column} ${sign} ?`;
    params.push(value);
    return `(${column} ${sign} ? OR (${column} = ? AND ${after(from + 1)}))`;
  };
  const rest = after(0);
  const [first = '', ...others] = columns;
  return others.length === 0
    ? { sql: rest, params }
    : { sql: `${first} ${bound} ? AND ${rest}`, params: [key[0] ?? null, ...params] };
}

function parsed(cursor: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function fits(part: unknown, form: string | undefined): part is string | number | null {
  if (form === 'number') return typeof part === 'number' && Number.isSafeInteger(part);
  if (form === 'text or null' && part === null) return true;
  return typeof part === 'string' && part.length <= 1000;
}
