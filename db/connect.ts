import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionError, Sequelize } from 'sequelize';
import type { Transaction } from 'sequelize';
import { letIn, mayBeSentAway } from './admission.ts';
import { asDatabaseError, DatabaseError, mayBeTriedAgain } from './errors.ts';
import { leave, mysqlDriver } from './mysql/driver.ts';
import { sqliteModule } from './sqlite.ts';

export type Dialect = 'sqlite' | 'mysql';

/** An open database. */
export interface Db {
  readonly sequelize: Sequelize;
  /** MariaDB is served by the `mysql` dialect. */
  readonly dialect: Dialect;
  /** Whether a message may hold several statements. */
  readonly several: boolean;
  close(): Promise<void>;
}

/** A transaction under way: what takes a `Db` for a single statement takes a `Tx` as well. */
export interface Tx {
  readonly sequelize: Sequelize;
  readonly dialect: Dialect;
  readonly several: boolean;
  readonly transaction: Transaction;
}

const POOL = 10;
const TRIES = 5;
/** After so long a transaction that found a lock taken is not begun again. */
const TRIED_MS = 4_000;

/** How patient a process is with a database that is slow or hangs. */
export interface Patience {
  /** For a new connection. */
  readonly connectMs: number;
  /** For a free connection. */
  readonly acquireMs: number;
  /** For each answer; null: as long as it takes. */
  readonly answerMs: number | null;
  /** For a lock that somebody else holds. */
  readonly lockSeconds: number;
  /** When so many wait for a free connection, who comes anew is sent away; who was let in before goes on. */
  readonly mostWaiting: number;
  /** Only who commits mobilities takes several statements in one message: decision 0021. */
  readonly several?: boolean;
}

/** Of a command that runs once, and may have much to do. */
const PATIENT: Patience = {
  connectMs: 5_000,
  acquireMs: 15_000,
  answerMs: null,
  lockSeconds: 10,
  mostWaiting: Infinity,
};

/** Of a process that serves people: nobody waits longer than some ten seconds, and not everybody at once. */
export const SERVING: Patience = {
  connectMs: 3_000,
  acquireMs: 4_000,
  answerMs: 5_000,
  lockSeconds: 4,
  mostWaiting: 300,
};

/** Of the process that commits what is decided. */
export const COMMITTING: Patience = { ...SERVING, several: true };

/** Said for each session, so that a server's own configuration changes nothing of what we mean. */
const session = ({ lockSeconds }: Patience): readonly string[] => [
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'",
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET SESSION innodb_lock_wait_timeout = ${lockSeconds}`,
  'SET NAMES utf8mb4 COLLATE utf8mb4_bin',
];

/**
 * Opens the database and sees that it answers.
 * @param url `sqlite:/path`, `mysql://user:password@host:port/database` or `mariadb://…`, as `settings.databaseUrl`
 * @throws DatabaseError `database-unreachable`
 */
export async function connect(url: string, patience: Patience = PATIENT): Promise<Db> {
  const db = url.startsWith('sqlite:') ? sqlite(url.slice('sqlite:'.length)) : mysql(new URL(url), patience);
  try {
    await db.sequelize.authenticate();
    return db;
  } catch (error) {
    await db.close();
    if (db.dialect === 'mysql') throw asDatabaseError(error);
    throw new DatabaseError(
      'database-unreachable',
      `The SQLite file ${url.slice('sqlite:'.length)} cannot be opened or made. See its folder, or correct DATABASE_URL.`,
      { cause: error },
    );
  }
}

function sqlite(path: string): Db {
  const sequelize = new Sequelize({
    dialect: 'sqlite',
    dialectModule: sqliteModule,
    storage: path,
    logging: false,
    retry: { max: 1 },
  });
  const manager = sequelize.connectionManager;
  // Sequelize would give a transaction whose COMMIT failed to a pool that sqlite does not have, and keep it open.
  Object.assign(manager, { destroyConnection: manager.releaseConnection.bind(manager) });
  return { sequelize, dialect: 'sqlite', several: false, close: () => sequelize.close() };
}

function mysql(url: URL, patience: Patience): Db {
  const { connectMs, acquireMs, answerMs, mostWaiting, several = false } = patience;
  const sequelize = new Sequelize({
    dialect: 'mysql',
    dialectModule: mysqlDriver(answerMs),
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 3306 : Number(url.port),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    timezone: '+00:00',
    logging: false,
    retry: { max: 1 },
    // Idle connections go before their silence would look like a server that hangs.
    pool: { max: POOL, acquire: acquireMs, ...(answerMs === null ? {} : { idle: answerMs / 2 }) },
    // Affected rows are those found, as in SQLite, not only those that changed.
    dialectOptions: {
      charset: 'utf8mb4_bin',
      connectTimeout: connectMs,
      flags: '+FOUND_ROWS',
      multipleStatements: several,
    },
  });
  sequelize.addHook('afterConnect', async (connection: unknown) => {
    if (!takesQueries(connection)) throw new TypeError('mysql2 gave a connection without query().');
    try {
      for (const sql of session(patience)) await said(connection, sql);
    } catch (error) {
      // The pool's own failures are of this kind; the driver's bare one would look like a fault of ours.
      throw error instanceof Error ? new ConnectionError(error) : error;
    }
  });
  const manager = sequelize.connectionManager;
  const getConnection = manager.getConnection.bind(manager);
  let waiting = 0;
  Object.assign(manager, {
    // Sequelize's own waits for the server's good-bye, and its failure is nobody's to catch.
    disconnect: leave,
    getConnection: async (options: Parameters<typeof getConnection>[0]) => {
      if (waiting >= mostWaiting && mayBeSentAway()) throw busy();
      letIn();
      waiting += 1;
      try {
        return await getConnection(options);
      } finally {
        waiting -= 1;
      }
    },
  });
  return { sequelize, dialect: 'mysql', several, close: () => sequelize.close() };
}

const busy = (): DatabaseError =>
  new DatabaseError('database-busy', 'Too many wait for the database at once. See that it answers, and how fast.');

interface RawConnection {
  query(sql: string, done: (error: Error | null) => void): unknown;
}

const takesQueries = (connection: unknown): connection is RawConnection =>
  typeof connection === 'object' && connection !== null && 'query' in connection;

const said = (connection: RawConnection, sql: string): Promise<void> =>
  new Promise((resolve, reject) => {
    connection.query(sql, (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });

const running = new AsyncLocalStorage<{ open: boolean }>();

/** Whether this code was called from within a transaction that is still open. */
export const insideTransaction = (): boolean => running.getStore()?.open === true;

/**
 * Does the work in one transaction: IMMEDIATE on SQLite, READ COMMITTED on MySQL and MariaDB. It is committed when
 * the work returns and rolled back when it throws. After a deadlock, or a lock that stayed taken, all of it is done
 * again, five times at most: the work must change nothing but the database.
 * @throws what the work throws; DatabaseError `database-unreachable`; nothing is recorded then. When the connection
 *   is lost during the commit itself, it may have been recorded.
 */
export async function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  if (insideTransaction()) throw new Error('A transaction is open already: hand its tx on instead of opening another.');
  const until = Date.now() + TRIED_MS;
  for (let tries = 1; ; tries += 1) {
    const state = { open: true };
    try {
      return await running.run(state, () => once(db, work));
    } catch (error) {
      if (tries === TRIES || Date.now() > until || !mayBeTriedAgain(error)) throw asDatabaseError(error);
    } finally {
      state.open = false;
    }
    await sleep(Math.random() * 20 * 2 ** tries);
  }
}

const once = <T>({ sequelize, dialect, several }: Db, work: (tx: Tx) => Promise<T>): Promise<T> =>
  sequelize.transaction((transaction) => work({ sequelize, dialect, several, transaction }));
