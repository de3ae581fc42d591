import type { SQLInputValue } from 'node:sqlite';
import { sqliteError } from './sqlite/errors.ts';
import { openFile } from './sqlite/file.ts';
import type { Outcome, Parameters, SqliteFile, Writing } from './sqlite/file.ts';

type Done = (this: Statement, error: Error | null, rows?: Record<string, unknown>[]) => void;

/** What Sequelize's sqlite dialect reads of a finished statement; it looks at the name of the class too. */
class Statement {
  readonly changes: number;
  readonly lastID: number;
  constructor(changes: number, lastID: number) {
    this.changes = changes;
    this.lastID = lastID;
  }
}

const START = /^\s*BEGIN\b/i;
const COMMIT = /^\s*(COMMIT|END)\b/i;
const ROLLBACK = /^\s*ROLLBACK\s*(TRANSACTION)?\s*;?\s*$/i;
const READ = /^\s*(SELECT|PRAGMA|EXPLAIN|VALUES)\b/i;
const CHECKPOINT = /^\s*PRAGMA\s+wal_checkpoint\b/i;
const WITH = /^\s*WITH\b/i;
const WRITE_WORD = /\b(INSERT|UPDATE|DELETE|REPLACE)\b/i;

/**
 * The `sqlite3` package's interface, as far as Sequelize 6 uses it, over node:sqlite. One Database is one session:
 * Sequelize opens one for each transaction and a default one for all else. Every session of a file shares that
 * file's reader and writer; a write outside a transaction is a transaction of its own, in the same queue.
 */
class Database {
  readonly filename: string;
  readonly #file: Promise<SqliteFile>;
  #writing: Writing | null = null;

  constructor(filename: string, _mode: number, opened: (error: Error | null) => void) {
    this.filename = filename;
    this.#file = openFile(filename);
    // Off the constructor's own stack: Sequelize reads its variable for this object in the callback.
    this.#file.then(
      () => {
        opened(null);
      },
      (error: unknown) => {
        opened(sqliteError(error));
      },
    );
  }

  serialize(work: () => void): void {
    work();
  }

  run(sql: string, parameters: unknown, done: Done): void {
    this.all(sql, parameters, done);
  }

  all(sql: string, parameters: unknown, done?: Done): void {
    const callback = typeof parameters === 'function' ? parameters : done;
    this.#execute(sql, typeof parameters === 'function' ? [] : parameters).then(
      ({ rows, changes, lastID }) => {
        callback?.call(new Statement(changes, lastID), null, rows);
      },
      (error: unknown) => {
        callback?.call(new Statement(0, 0), sqliteError(error));
      },
    );
  }

  /** Ends a transaction that nobody ended. The file closes with its last session. */
  close(done?: (error: Error | null) => void): void {
    this.#writing?.end();
    this.#writing = null;
    this.#file.then(
      (file) => {
        file.close();
        done?.(null);
      },
      () => done?.(null),
    );
  }

  async #execute(sql: string, given: unknown): Promise<Outcome> {
    const parameters = bound(given);
    const file = await this.#file;
    if (START.test(sql)) {
      if (this.#writing !== null) throw new Error('A transaction is open already.');
      this.#writing = await file.begin();
      return nothing;
    }
    if (COMMIT.test(sql) || ROLLBACK.test(sql)) return this.#finish(COMMIT.test(sql));
    if (this.#writing !== null) return this.#writing.run(sql, parameters);
    if (CHECKPOINT.test(sql)) return file.checkpoint();
    if (READ.test(sql) || (WITH.test(sql) && !WRITE_WORD.test(sql))) return file.read(sql, parameters);
    const writing = await file.begin();
    try {
      const outcome = writing.run(sql, parameters);
      writing.commit();
      return outcome;
    } finally {
      writing.end();
    }
  }

  #finish(commit: boolean): Outcome {
    const writing = this.#writing;
    this.#writing = null;
    try {
      if (commit) {
        if (writing === null) throw new Error('There is no transaction to commit.');
        writing.commit();
      }
    } finally {
      writing?.end();
    }
    return nothing;
  }
}

const nothing: Outcome = { rows: [], changes: 0, lastID: 0 };

function bound(parameters: unknown): Parameters {
  if (parameters === null || parameters === undefined) return [];
  if (Array.isArray(parameters)) return parameters.map(value);
  if (typeof parameters !== 'object') throw new TypeError('Parameters are a list or an object.');
  return Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, value(one)]));
}

function value(one: unknown): SQLInputValue {
  if (one === null || one === undefined) return null;
  if (typeof one === 'boolean') return one ? 1 : 0;
  if (one instanceof Date) return one.toISOString();
  // node:sqlite binds a number as REAL, which a text column would keep as '5.0'.
  if (typeof one === 'number' && Number.isSafeInteger(one)) return BigInt(one);
  if (typeof one === 'number' && Number.isFinite(one)) return one;
  if (typeof one === 'string' || typeof one === 'bigint' || one instanceof Uint8Array) return one;
  throw new TypeError(`A value of type ${typeof one} (or a number that is none) cannot be stored.`);
}

/** For Sequelize's `dialectModule`. */
export const sqliteModule = { Database, OPEN_READWRITE: 2, OPEN_CREATE: 4 };
