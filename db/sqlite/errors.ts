import { LockTimeout } from './lock.ts';

/** An error in the shape of the `sqlite3` package, which Sequelize's sqlite dialect tells apart by its code. */
export interface SqliteError extends Error {
  code: string;
  errno: number;
}

/** Primary and extended result codes, https://www.sqlite.org/rescode.html */
const names: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  26: 'SQLITE_NOTADB',
  787: 'SQLITE_CONSTRAINT_FOREIGNKEY',
  1299: 'SQLITE_CONSTRAINT_NOTNULL',
  1555: 'SQLITE_CONSTRAINT_PRIMARYKEY',
  2067: 'SQLITE_CONSTRAINT_UNIQUE',
};

const PRIMARY = 0xff;
const BUSY = 5;

/** Another process holds the write lock. */
export const isBusy = (error: unknown): boolean =>
  error instanceof LockTimeout || (resultCode(error) & PRIMARY) === BUSY;

/** What `node:sqlite` (or our lock) threw, as the `sqlite3` package would say it. */
export function sqliteError(error: unknown): SqliteError {
  const cause = error instanceof Error ? error : new Error(String(error));
  const errno = cause instanceof LockTimeout ? BUSY : resultCode(cause);
  const code = names[errno] ?? names[errno & PRIMARY] ?? 'SQLITE_ERROR';
  return Object.assign(new Error(`${code}: ${cause.message}`, { cause }), { code, errno });
}

const resultCode = (error: unknown): number =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0;
