import { QueryTypes } from 'sequelize';
import type { Transaction } from 'sequelize';
import { insideTransaction } from './connect.ts';
import type { Db, Tx } from './connect.ts';
import { asDatabaseError, isUniqueViolation, withoutValues } from './errors.ts';

/** What a column holds. Instants and dates are texts, truth values 0 and 1, JSON is text that we parse ourselves. */
export type Value = string | number | Buffer | null;
/** A list stands for `IN (?)`; an empty one matches nothing. */
export type Param = Value | readonly (string | number)[];
export type Row = Readonly<Record<string, Value>>;

const ROWS_AT_ONCE = 200;
/** Valid in IN and in NOT IN, on both databases, where `()` is not. */
const EMPTY = 'SELECT 1 FROM (SELECT 1) no_rows WHERE 1 = 0';

/**
 * Reads rows. `T` says what the statement selects; it is not checked.
 * @param sql with a `?` for each parameter
 * @throws DatabaseError `database-unreachable`, or what the database says is wrong with the statement
 */
export async function select<T extends object>(on: Db | Tx, sql: string, params: readonly Param[] = []): Promise<T[]> {
  try {
    const [text, options] = prepared(on, sql, params);
    return await on.sequelize.query<T>(text, { ...options, type: QueryTypes.SELECT, raw: true });
  } catch (error) {
    throw asDatabaseError(withoutValues(error, sql));
  }
}

/** Reads at most one row. @throws as `select` */
export async function selectOne<T extends object>(
  on: Db | Tx,
  sql: string,
  params: readonly Param[] = [],
): Promise<T | null> {
  return (await select<T>(on, sql, params))[0] ?? null;
}

/**
 * Writes.
 * @returns how many rows were found by an UPDATE or DELETE, put in by an INSERT
 * @throws as `select`; an Error when called past the open transaction, which on SQLite would wait for itself
 */
export async function execute(on: Db | Tx, sql: string, params: readonly Param[] = []): Promise<number> {
  if (!('transaction' in on) && insideTransaction()) {
    throw new Error('A transaction is open here: write with its tx, not past it.');
  }
  try {
    const [text, options] = prepared(on, sql, params);
    const [, meta] = await on.sequelize.query(text, options);
    return affected(meta);
  } catch (error) {
    throw asDatabaseError(withoutValues(error, sql));
  }
}

/** Puts rows in, all with the same columns. @throws as `execute`; `isUniqueViolation(error)` when a key is taken */
export async function insert(on: Db | Tx, table: string, rows: Row | readonly Row[]): Promise<void> {
  for (const batch of batches(rows)) {
    const { sql, params } = insertion(table, batch);
    await execute(on, sql, params);
  }
}

/** Puts one row in unless its key is taken. @returns whether it was put in */
export async function insertIgnore(on: Db | Tx, table: string, row: Row): Promise<boolean> {
  try {
    await insert(on, table, row);
    return true;
  } catch (error) {
    // Not INSERT IGNORE: on MySQL that would also let wrong values through, cut to fit.
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

/** Puts rows in, or replaces the other columns where the key is there. @param keys the columns of the unique key */
export async function upsert(
  on: Db | Tx,
  table: string,
  keys: readonly string[],
  rows: Row | readonly Row[],
): Promise<void> {
  for (const batch of batches(rows)) {
    const { sql, params, columns } = insertion(table, batch);
    const others = columns.filter((column) => !keys.includes(column));
    const changed = others.length > 0 ? others : keys;
    const set = changed.map((column) =>
      on.dialect === 'mysql'
        ? `${name(column)} = VALUES(${name(column)})`
        : `${name(column)} = excluded.${name(column)}`,
    );
    const conflict =
      on.dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE' : `ON CONFLICT (${keys.map(name).join(', ')}) DO UPDATE SET`;
    await execute(on, `${sql} ${conflict} ${set.join(', ')}`, params);
  }
}

/** Goes at the end of a SELECT in a transaction: locks the rows read; SQLite's transaction has all locked already. */
export const forUpdate = ({ dialect }: Db | Tx): string => (dialect === 'mysql' ? ' FOR UPDATE' : '');

/** The same for rows that others may read, and not change, until this transaction ends. */
export const forShare = ({ dialect }: Db | Tx): string => (dialect === 'mysql' ? ' LOCK IN SHARE MODE' : '');

interface Options {
  transaction?: Transaction;
  bind?: Value[];
  replacements?: Value[];
}

function prepared({ dialect, ...on }: Db | Tx, sql: string, params: readonly Param[]): [string, Options] {
  const values: Value[] = [];
  let used = 0;
  const mark = (value: Value): string => {
    values.push(value);
    return dialect === 'sqlite' ? `$${values.length}` : '?';
  };
  const text = sql.replace(/'[^']*'|`[^`]*`|--[^\n]*|\?/g, (found) => {
    if (found !== '?') return found;
    const param = params[used];
    used += 1;
    if (param === undefined) throw new TypeError(`Parameter ${used} of the statement is missing: ${sql}`);
    if (!isList(param)) return mark(param);
    return param.length === 0 ? EMPTY : param.map(mark).join(', ');
  });
  if (used !== params.length) throw new TypeError(`${params.length} parameters for ${used} places: ${sql}`);
  const transaction = 'transaction' in on ? { transaction: on.transaction } : {};
  if (values.length === 0) return [text, transaction];
  return [text, dialect === 'sqlite' ? { ...transaction, bind: values } : { ...transaction, replacements: values }];
}

const isList = (param: Param): param is readonly (string | number)[] => Array.isArray(param);

function affected(meta: unknown): number {
  if (typeof meta !== 'object' || meta === null) return 0;
  if ('affectedRows' in meta && typeof meta.affectedRows === 'number') return meta.affectedRows;
  return 'changes' in meta && typeof meta.changes === 'number' ? meta.changes : 0;
}

function* batches(rows: Row | readonly Row[]): Generator<readonly Row[]> {
  const list = isRows(rows) ? rows : [rows];
  for (let from = 0; from < list.length; from += ROWS_AT_ONCE) yield list.slice(from, from + ROWS_AT_ONCE);
}

const isRows = (rows: Row | readonly Row[]): rows is readonly Row[] => Array.isArray(rows);

function insertion(table: string, rows: readonly Row[]): { sql: string; params: Value[]; columns: string[] } {
  const columns = Object.keys(rows[0] ?? {});
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
  return { sql, params, columns };
}

/** Names stand in the statement itself, so they are held to the form ours have. */
function name(identifier: string): string {
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(identifier)) throw new TypeError(`“${identifier}” is not the name of a column.`);
  return `\`${identifier}\``;
}
