import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../db/connect.ts';
import type { Db } from '../../db/connect.ts';
import { migrate } from '../../db/migrate.ts';
import { makeDatabase, tellMariaDb } from './make-database.ts';
import { startMariaDb } from './mariadb.ts';
import { mariadbdPath } from './mariadb-program.ts';
import { leftOutWithoutMariaDb } from './needs-mariadb.ts';

export type DatabaseKind = 'sqlite' | 'mariadb';

/** A fresh database of a suite, and more connections to it. */
export interface TestDatabase {
  /** For a second process, or a second connection. */
  url(): string;
  db(): Db;
}

/**
 * Defines the suite once for each database: an own, empty one before the first test, gone after the last.
 * MariaDB is that of TEST_MARIADB_URL (an administrator's URL), else one started here; where none is installed its
 * suite is left out in words, or fails in CI.
 */
export function forEachDatabase(
  define: (kind: DatabaseKind, database: TestDatabase) => void,
  options: { readonly migrated?: boolean } = {},
): void {
  describe('on SQLite', () => {
    define('sqlite', fresh(sqliteUrl, options.migrated ?? true));
  });
  describe('on MariaDB', () => {
    if (process.env.TEST_MARIADB_URL === undefined && mariadbdPath() === null) {
      leftOutWithoutMariaDb();
      return;
    }
    define('mariadb', fresh(mariadbUrl, options.migrated ?? true));
  });
}

interface Place {
  readonly url: string;
  remove(): Promise<void>;
}

function fresh(make: () => Promise<Place>, migrated: boolean): TestDatabase {
  let place: Place | undefined;
  let db: Db | undefined;
  before(async function () {
    this.timeout(60_000);
    place = await make();
    db = await connect(place.url);
    if (migrated) await migrate(db);
  });
  after(async function () {
    this.timeout(20_000);
    await db?.close();
    await place?.remove();
  });
  const there = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('The database is open only within tests and hooks.');
    return value;
  };
  return { url: () => there(place).url, db: () => there(db) };
}

async function sqliteUrl(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'smile-db-'));
  return { url: `sqlite:${join(folder, 'test.sqlite')}`, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The server of this process: started by the first suite that needs it, stopped after the last test of all. */
let server: Promise<{ url: string; stop: () => Promise<void> }> | undefined;

async function mariadbUrl(): Promise<Place> {
  const admin = process.env.TEST_MARIADB_URL ?? (await (server ??= startMariaDb())).url;
  const name = `smile_test_${randomBytes(6).toString('hex')}`;
  const url = await makeDatabase(admin, name);
  return { url, remove: () => tellMariaDb(admin, `DROP DATABASE ${name}`) };
}

after(async function () {
  this.timeout(20_000);
  await (await server)?.stop();
});
