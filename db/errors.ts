import { KeyUnavailable } from './crypto.ts';
import { BaseError, ConnectionError, UniqueConstraintError } from 'sequelize';

export type DatabaseErrorCode =
  | 'database-unreachable'
  /** It answers, and takes no more just now: a lock stays taken, its disk is full, too many wait. */
  | 'database-busy'
  | 'database-newer'
  | 'database-not-migrated';

/** What keeps all of us from working; the message is for who operates the system, and holds no password. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: DatabaseErrorCode;
  constructor(code: DatabaseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const LOST = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'SQLITE_CANTOPEN',
]);
const DEADLOCK = 1213;
const LOCK_WAIT = 1205;

/** What SQLite says where it works and cannot write now. */
const SQLITE_BUSY = new Set(['SQLITE_BUSY', 'SQLITE_LOCKED', 'SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_READONLY']);
/** The same by MariaDB: disk or table full, too many connections, a lock, shutting down, read only, given up. */
const MYSQL_BUSY = new Set([1021, 1040, 1053, 1114, LOCK_WAIT, DEADLOCK, 1290, 1317, 1836, 1969]);

/** Says "unreachable" or "busy" where a driver says it in one of its many ways; any other error stays what it is. */
export function asDatabaseError(error: unknown): unknown {
  if (error instanceof DatabaseError) return error;
  const { code, errno, fatal } = driverError(error);
  if (SQLITE_BUSY.has(code) || MYSQL_BUSY.has(errno))
    return new DatabaseError(
      'database-busy',
      `The database takes nothing more just now (${code}). See its disk, its log, and what holds its locks.`,
      { cause: error },
    );
  if (!(error instanceof ConnectionError) && !LOST.has(code) && !fatal) return error;
  const denied = error instanceof BaseError && error.name === 'SequelizeAccessDeniedError';
  const why = code === '' ? 'no answer' : code;
  return new DatabaseError(
    'database-unreachable',
    denied
      ? 'The database refuses the user or the password of DATABASE_URL: correct them.'
      : `The database does not answer (${why}). See that it runs and that DATABASE_URL is right.`,
    { cause: error },
  );
}

/** A transaction that failed for a lock only: nothing of it happened, and again it may well succeed. */
export function mayBeTriedAgain(error: unknown): boolean {
  const { code, errno } = driverError(error instanceof DatabaseError ? error.cause : error);
  return code === 'SQLITE_BUSY' || errno === DEADLOCK || errno === LOCK_WAIT;
}

/** A value that its column does not take: too long, no number, nothing, not of the character set. */
const MYSQL_WRONG_VALUE = new Set([1048, 1264, 1265, 1366, 1406]);

/** A statement that fails in the same way however often it is tried: a fault of ours, not the database's state. */
export function isHopeless(error: unknown): boolean {
  if (error instanceof DatabaseError || error instanceof KeyUnavailable) return false;
  return error instanceof BaseError ? MYSQL_WRONG_VALUE.has(driverError(error).errno) : error instanceof Error;
}

/** A row with this key is there already. */
export const isUniqueViolation = (error: unknown): boolean => error instanceof UniqueConstraintError;

/** The drivers put the whole statement into their errors, people's names and all; what is logged must not hold them. */
export function withoutValues(error: unknown, sql: string): unknown {
  if (!(error instanceof Error)) return error;
  const both = 'parent' in error && error.parent instanceof Error ? [error, error.parent] : [error];
  for (const one of both) {
    if ('sql' in one) one.sql = sql;
    if ('parameters' in one) delete one.parameters;
  }
  return error;
}

/** `fatal` is what mysql2 says of an error that ends the connection. */
function driverError(error: unknown): { code: string; errno: number; fatal: boolean } {
  const parent = error instanceof BaseError && 'parent' in error ? error.parent : null;
  if (!(parent instanceof Error)) return { code: '', errno: 0, fatal: false };
  return {
    code: 'code' in parent && typeof parent.code === 'string' ? parent.code : '',
    errno: 'errno' in parent && typeof parent.errno === 'number' ? parent.errno : 0,
    fatal: 'fatal' in parent && parent.fatal === true,
  };
}
