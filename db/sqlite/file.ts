import { mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { isBusy } from './errors.ts';
import { LockTimeout, makeLock } from './lock.ts';

/** How long a write waits for others before it is refused: far above any transaction, far below a person's patience. */
const WAIT_MS = 5_000;
/** Readers in WAL wait only for a checkpoint's end or for recovery after a crash, both short. */
const READER_BUSY_MS = 5_000;
/** How long a checkpoint is tried for: our own writes wait meanwhile. */
const CHECKPOINT_MS = 2_000;
const STATEMENTS_KEPT = 300;

export type Parameters = readonly SQLInputValue[] | Readonly<Record<string, SQLInputValue>>;
export interface Outcome {
  readonly rows: Record<string, unknown>[];
  readonly changes: number;
  readonly lastID: number;
}

/** The write lock of the file, while a transaction holds it. */
export interface Writing {
  run(sql: string, parameters: Parameters): Outcome;
  commit(): void;
  /** Undoes what is not committed and frees the lock; may be called at any moment, more than once. */
  end(): void;
}

/** One SQLite file in this process: a reader, and a writer that serves one transaction at a time. */
export interface SqliteFile {
  read(sql: string, parameters: Parameters): Outcome;
  begin(): Promise<Writing>;
  /** Brings the write-ahead log into the file and empties it, as far as readers of other processes allow. */
  checkpoint(): Promise<Outcome>;
  close(): void;
}

interface Shared {
  readonly file: Promise<SqliteFile>;
  users: number;
}
const open = new Map<string, Shared>();

/**
 * Opens a file, or joins those in this process who have it open: node:sqlite is synchronous, so two writers of one
 * process waiting for each other would stop the process.
 */
export async function openFile(path: string): Promise<SqliteFile> {
  mkdirSync(dirname(path), { recursive: true });
  const name = join(realpathSync(dirname(path)), basename(path));
  const shared = open.get(name) ?? { file: openConnections(name), users: 0 };
  open.set(name, shared);
  shared.users += 1;
  let closed = false;
  const leave = (): boolean => {
    if (closed) return false;
    closed = true;
    shared.users -= 1;
    if (shared.users > 0) return false;
    open.delete(name);
    return true;
  };
  try {
    const file = await shared.file;
    return {
      ...file,
      close: () => {
        if (leave()) file.close();
      },
    };
  } catch (error) {
    leave();
    throw error;
  }
}

async function openConnections(path: string): Promise<SqliteFile> {
  const writer = await patiently(() => openWriter(path));
  const reader = new DatabaseSync(path, { readOnly: true, timeout: READER_BUSY_MS });
  const lock = makeLock();
  const readStatements = new Map<string, StatementSync>();
  const writeStatements = new Map<string, StatementSync>();
  return {
    read: (sql, parameters) => execute(reader, readStatements, sql, parameters),
    async begin() {
      const until = Date.now() + WAIT_MS;
      const release = await lock.acquire(WAIT_MS);
      try {
        await patiently(() => {
          writer.exec('BEGIN IMMEDIATE');
        }, until);
      } catch (error) {
        release();
        throw error;
      }
      let ended = false;
      return {
        run(sql, parameters) {
          // SQLite itself rolls back after some errors (disk full, I/O): going on would write outside a transaction.
          if (ended || !writer.isTransaction) throw new Error('This transaction has ended.');
          return execute(writer, writeStatements, sql, parameters);
        },
        commit() {
          if (ended || !writer.isTransaction) throw new Error('This transaction has ended: nothing was recorded.');
          writer.exec('COMMIT');
        },
        end() {
          if (ended) return;
          ended = true;
          try {
            if (writer.isOpen && writer.isTransaction) writer.exec('ROLLBACK');
          } finally {
            release();
          }
        },
      };
    },
    async checkpoint() {
      const release = await lock.acquire(WAIT_MS);
      const until = Date.now() + CHECKPOINT_MS;
      try {
        for (;;) {
          const outcome = execute(writer, writeStatements, 'PRAGMA wal_checkpoint(TRUNCATE)', []);
          if (outcome.rows[0]?.['busy'] === 0 || Date.now() > until) return outcome;
          await sleep(5 + Math.random() * 20);
        }
      } finally {
        release();
      }
    },
    close() {
      reader.close();
      writer.close();
    },
  };
}

function openWriter(path: string): DatabaseSync {
  const writer = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 0 });
  try {
    // What is deleted is overwritten: nothing of who was erased stays in free pages.
    writer.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
    return writer;
  } catch (error) {
    writer.close();
    throw error;
  }
}

/**
 * Tries again while another process has the lock. SQLite's own busy timeout would stop this whole process meanwhile.
 */
async function patiently<T>(attempt: () => T, until = Date.now() + WAIT_MS): Promise<T> {
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (Date.now() > until) throw new LockTimeout(`Another process held the write lock for ${WAIT_MS} ms.`);
    }
    await sleep(1 + Math.random() * 4);
  }
}

function execute(
  connection: DatabaseSync,
  statements: Map<string, StatementSync>,
  sql: string,
  parameters: Parameters,
): Outcome {
  const statement = prepared(connection, statements, sql);
  const list = isList(parameters);
  if (statement.columns().length > 0) {
    const found = list ? statement.all(...parameters) : statement.all(parameters);
    const rows = found.map(plainRow);
    return { rows, changes: rows.length, lastID: 0 };
  }
  const { changes, lastInsertRowid } = list ? statement.run(...parameters) : statement.run(parameters);
  return { rows: [], changes: Number(changes), lastID: Number(lastInsertRowid) };
}

const isList = (parameters: Parameters): parameters is readonly SQLInputValue[] => Array.isArray(parameters);

function prepared(connection: DatabaseSync, statements: Map<string, StatementSync>, sql: string): StatementSync {
  const known = statements.get(sql);
  if (known !== undefined) {
    // Put last: the first of the map is then the one not used for longest.
    statements.delete(sql);
    statements.set(sql, known);
    return known;
  }
  const statement = connection.prepare(sql);
  statements.set(sql, statement);
  const oldest = statements.keys().next();
  if (statements.size > STATEMENTS_KEPT && oldest.done !== true) statements.delete(oldest.value);
  return statement;
}

/** Rows come without a prototype and bytes as Uint8Array; Sequelize and we expect plain objects and Buffers. */
function plainRow(row: Record<string, unknown>): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    plain[name] = value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
  }
  return plain;
}
