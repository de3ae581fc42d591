import { QueryTypes } from 'sequelize';
import type { Transaction } from 'sequelize';
import { insideTransaction } from './connect.ts';
import type { Db, Tx } from './connect.ts';
import { insertion, upsertion, type Param, type Row, type Statement, type Value } from './statements.ts';
import { asDatabaseError, isUniqueViolation, withoutValues } from './errors.ts';

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

/** So much in one message, at most: well below what a server takes by itself. */
const MOST_AT_ONCE = 1_000_000;

/**
 * Writes, one statement after the other; over a connection that takes several in one message (decision 0021), in one.
 * @throws as `execute`, at the first that fails; those before it are done, so this is for transactions only
 */
export async function executeAll(tx: Tx, statements: readonly Statement[]): Promise<void> {
  if (tx.several) for (const message of messages(statements)) await execute(tx, message.sql, message.params);
  else for (const { sql, params } of statements) await execute(tx, sql, params);
}

/** Puts rows in, all with the same columns. @throws as `execute`; `isUniqueViolation(error)` when a key is taken */
export async function insert(on: Db | Tx, table: string, rows: Row | readonly Row[]): Promise<void> {
  for (const { sql, params } of insertion(table, rows)) await execute(on, sql, params);
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
  for (const { sql, params } of upsertion(on, table, keys, rows)) await execute(on, sql, params);
}

/** Goes at the end of a SELECT in a transaction: locks the rows read; SQLite's transaction has all locked already. */
export const forUpdate = ({ dialect }: Db | Tx): string => (dialect === 'mysql' ? ' FOR UPDATE' : '');

/** The same for rows that others may read, and not change, until this transaction ends. */
export const forShare = ({ dialect }: Db | Tx): string => (dialect === 'mysql' ? ' LOCK IN SHARE MODE' : '');

function messages(statements: readonly Statement[]): Statement[] {
  const all: { sql: string; params: Param[]; size: number }[] = [];
  for (const { sql, params } of statements) {
    const size = params.reduce<number>((sum, param) => sum + sizeOf(param), sql.length);
    const last = all.at(-1);
    if (last === undefined || last.size + size > MOST_AT_ONCE) all.push({ sql, params: [...params], size });
    else {
      last.sql += `; ${sql}`;
      last.params.push(...params);
      last.size += size;
    }
  }
  return all;
}

/** Bytes are sent as hexadecimal text. */
const sizeOf = (param: Param): number =>
  typeof param === 'string' ? param.length : Buffer.isBuffer(param) ? 2 * param.length : 20;

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
