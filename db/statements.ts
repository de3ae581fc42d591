import type { Db, Tx } from './connect.ts';

/** What a column holds. Instants and dates are texts, truth values 0 and 1, JSON is text that we parse ourselves. */
export type Value = string | number | Buffer | null;
/** A list stands for `IN (?)`; an empty one matches nothing. */
export type Param = Value | readonly (string | number)[];
export type Row = Readonly<Record<string, Value>>;

/** A statement that writes, with a `?` for each parameter. */
export interface Statement {
  readonly sql: string;
  readonly params: readonly Param[];
}

const ROWS_AT_ONCE = 200;

/** Puts rows in, all with the same columns; some hundred by each statement. */
export const insertion = (table: string, rows: Row | readonly Row[]): Statement[] =>
  batches(rows).map((batch) => inserted(table, columnsOf(batch), batch));

/** Puts rows in, or replaces the other columns where the key is there. @param keys the columns of the unique key */
export const upsertion = (
  { dialect }: Pick<Db | Tx, 'dialect'>,
  table: string,
  keys: readonly string[],
  rows: Row | readonly Row[],
): Statement[] =>
  batches(rows).map((batch) => {
    const columns = columnsOf(batch);
    const { sql, params } = inserted(table, columns, batch);
    const others = columns.filter((column) => !keys.includes(column));
    const changed = others.length > 0 ? others : keys;
    const set = changed.map((column) =>
      dialect === 'mysql' ? `${name(column)} = VALUES(${name(column)})` : `${name(column)} = excluded.${name(column)}`,
    );
    const conflict =
      dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE' : `ON CONFLICT (${keys.map(name).join(', ')}) DO UPDATE SET`;
    return { sql: `${sql} ${conflict} ${set.join(', ')}`, params };
  });

function inserted(table: string, columns: readonly string[], rows: readonly Row[]): Statement {
  const params: Value[] = [];
  for (const row of rows) {
    if (Object.keys(row).length !== columns.length) throw new TypeError(`Rows for ${table} have different columns.`);
    for (const column of columns) {
      const value = row[column];
      if (value === undefined) throw new TypeError(`A row for ${table} has no ${column}.`);
      params.push(value);
    }
  }
  const places = `(${columns.map(() => '?').join(', ')})`;
  const sql = `INSERT INTO ${name(table)} (${columns.map(name).join(', ')}) VALUES ${rows.map(() => places).join(', ')}`;
  return { sql, params };
}

const columnsOf = (rows: readonly Row[]): string[] => Object.keys(rows[0] ?? {});

function batches(rows: Row | readonly Row[]): (readonly Row[])[] {
  const list = isRows(rows) ? rows : [rows];
  return Array.from({ length: Math.ceil(list.length / ROWS_AT_ONCE) }, (_, n) =>
    list.slice(n * ROWS_AT_ONCE, (n + 1) * ROWS_AT_ONCE),
  );
}

const isRows = (rows: Row | readonly Row[]): rows is readonly Row[] => Array.isArray(rows);

/** Names stand in the statement itself, so they are held to the form ours have. */
function name(identifier: string): string {
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(identifier)) throw new TypeError(`“${identifier}” is not the name of a column.`);
  return `\`${identifier}\``;
}
