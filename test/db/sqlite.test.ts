import { readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { connect, inTransaction } from '../../db/connect.ts';
import type { Db } from '../../db/connect.ts';
import { makeLock, LockTimeout } from '../../db/sqlite/lock.ts';
import { execute, selectOne } from '../../db/sql.ts';

const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('SQLite', () => {
  let folder = '';
  let path = '';
  let db: Db;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smile-sqlite-'));
    path = join(folder, 'new', 'a.sqlite');
    db = await connect(`sqlite:${path}`);
    await execute(db, 'CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)');
    await execute(db, 'INSERT INTO t VALUES (1, 0)');
  });
  afterEach(async () => {
    await db.close();
    await rm(folder, { recursive: true, force: true });
  });
  const n = async (): Promise<unknown> => (await selectOne<{ n: number }>(db, 'SELECT n FROM t WHERE id = 1'))?.n;

  it('is set to lose nothing in a power cut', async () => {
    const journal = await selectOne(db, 'PRAGMA journal_mode');
    expect(journal).to.deep.equal({ journal_mode: 'wal' });
    await inTransaction(db, async (tx) => {
      const read = (sql: string): Promise<unknown> => selectOne(tx, sql);
      expect(await read('PRAGMA synchronous')).to.deep.equal({ synchronous: 2 });
      expect(await read('PRAGMA foreign_keys')).to.deep.equal({ foreign_keys: 1 });
    });
  });

  it('frees the lock after a COMMIT that failed, and closes all the same', async () => {
    await execute(db, 'CREATE TABLE child (t INTEGER REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED)');
    // Sequelize itself says this one on the console.
    const warn: unknown = Reflect.get(console, 'warn');
    Object.assign(console, { warn: () => undefined });
    try {
      const error = await failure(inTransaction(db, (tx) => execute(tx, 'INSERT INTO child VALUES (7)')));
      expect(String(error)).to.contain('ForeignKeyConstraintError');
    } finally {
      Object.assign(console, { warn });
    }
    expect(await selectOne(db, 'SELECT COUNT(*) AS c FROM child')).to.deep.equal({ c: 0 });
    await inTransaction(db, (tx) => execute(tx, 'UPDATE t SET n = 1'));
    expect(await n()).to.equal(1);
    await db.close();
    const open = readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/self/fd/${fd}`)];
      } catch {
        return [];
      }
    });
    expect(open.filter((file) => file.startsWith(folder))).to.deep.equal([]);
  });

  it('goes on answering while another process holds the lock, then writes', async () => {
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE; UPDATE t SET n = 5;');
    const waiting = execute(db, 'UPDATE t SET n = n + 1');
    let beats = 0;
    for (; beats < 20; beats += 1) await sleep(5);
    expect(await n()).to.equal(0);
    other.exec('COMMIT');
    other.close();
    await waiting;
    expect(await n()).to.equal(6);
  });

  it('writes nothing more once SQLite itself has rolled the transaction back', async () => {
    const error = await failure(
      inTransaction(db, async (tx) => {
        await execute(tx, 'UPDATE t SET n = 1');
        await failure(execute(tx, 'INSERT OR ROLLBACK INTO t VALUES (1, 1)'));
        await execute(tx, 'UPDATE t SET n = 2');
      }),
    );
    expect(String(error)).to.contain('has ended');
    expect(await n()).to.equal(0);
    expect(await execute(db, 'UPDATE t SET n = 3')).to.equal(1);
  });

  it('says which file it cannot use', async () => {
    const error = await failure(connect(`sqlite:${folder}`));
    expect(error).to.have.property('code', 'database-unreachable');
    expect(String(error)).to.contain(folder);
  });
});

describe('the write lock', () => {
  it('serves in the order of asking', async () => {
    const lock = makeLock();
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3].map(async (turn) => {
        const release = await lock.acquire(1000);
        await sleep(2);
        order.push(turn);
        release();
        release();
      }),
    );
    expect(order).to.deep.equal([1, 2, 3]);
  });

  it('tells who waits too long, and passes them over', async () => {
    const lock = makeLock();
    const release = await lock.acquire(10);
    expect(await failure(lock.acquire(10))).to.be.instanceOf(LockTimeout);
    const next = lock.acquire(1000);
    release();
    (await next)();
    (await lock.acquire(10))();
  });
});
