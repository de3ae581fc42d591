import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { connect, inTransaction } from '../../db/connect.ts';
import type { Db } from '../../db/connect.ts';
import { DatabaseError } from '../../db/errors.ts';
import { execute, forUpdate, insert, select, selectOne } from '../../db/sql.ts';
import { forEachDatabase } from '../support/database.ts';

const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('transactions', () => {
  forEachDatabase(
    (kind, database) => {
      before(async () => {
        await database.db().sequelize.query('CREATE TABLE tallies (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)');
      });
      beforeEach(async () => {
        await execute(database.db(), 'DELETE FROM tallies');
        await insert(database.db(), 'tallies', [
          { id: 1, n: 0 },
          { id: 2, n: 0 },
        ]);
      });
      const tally = async (id = 1): Promise<number | undefined> =>
        (await selectOne<{ n: number }>(database.db(), 'SELECT n FROM tallies WHERE id = ?', [id]))?.n;
      const addOne = (db: Db): Promise<void> =>
        inTransaction(db, async (tx) => {
          const row = await selectOne<{ n: number }>(tx, `SELECT n FROM tallies WHERE id = 1${forUpdate(tx)}`);
          await sleep(1);
          await execute(tx, 'UPDATE tallies SET n = ? WHERE id = 1', [row!.n + 1]);
        });

      it('loses no update of 20 transactions at once', async () => {
        await Promise.all(Array.from({ length: 20 }, () => addOne(database.db())));
        expect(await tally()).to.equal(20);
      });

      it('loses no update between two connections of one process', async () => {
        const other = await connect(database.url());
        try {
          await Promise.all(Array.from({ length: 20 }, (_, turn) => addOne(turn % 2 === 0 ? other : database.db())));
        } finally {
          await other.close();
        }
        expect(await tally()).to.equal(20);
      });

      it('loses no update of 3 processes with 200 transactions each', async function () {
        this.timeout(60_000);
        const script = join(import.meta.dirname, 'increment.ts');
        await Promise.all(
          Array.from({ length: 3 }, () => promisify(execFile)(process.execPath, [script, database.url(), '200'])),
        );
        expect(await tally()).to.equal(600);
      });

      it('records nothing of what failed, and frees its locks', async () => {
        const thrown = new Error('no');
        const error = await failure(
          inTransaction(database.db(), async (tx) => {
            await execute(tx, 'UPDATE tallies SET n = 99 WHERE id = 1');
            throw thrown;
          }),
        );
        expect(error).to.equal(thrown);
        expect(await tally()).to.equal(0);
        await addOne(database.db());
        expect(await tally()).to.equal(1);
      });

      it('goes on in a transaction after a statement that failed', async () => {
        await inTransaction(database.db(), async (tx) => {
          expect(await failure(insert(tx, 'tallies', { id: 1, n: 5 }))).to.be.instanceOf(Error);
          await execute(tx, 'UPDATE tallies SET n = 7 WHERE id = 1');
        });
        expect(await tally()).to.equal(7);
      });

      it('shows others nothing before the commit, and lets them read meanwhile', async () => {
        await inTransaction(database.db(), async (tx) => {
          await execute(tx, 'UPDATE tallies SET n = 5 WHERE id = 1');
          expect(await tally()).to.equal(0);
          expect(await selectOne(tx, 'SELECT n FROM tallies WHERE id = 1')).to.deep.equal({ n: 5 });
        });
        expect(await tally()).to.equal(5);
      });

      it('lets a write outside any transaction wait for its turn', async () => {
        const order: string[] = [];
        const long = inTransaction(database.db(), async (tx) => {
          await execute(tx, 'UPDATE tallies SET n = n + 1 WHERE id = 1');
          await sleep(80);
          order.push('transaction');
        });
        await sleep(20);
        await execute(database.db(), 'UPDATE tallies SET n = n * 10 WHERE id = 1');
        order.push('write');
        await long;
        expect(order).to.deep.equal(['transaction', 'write']);
        expect(await tally()).to.equal(10);
      });

      it('refuses a write past the open transaction, and a transaction in a transaction, at once', async () => {
        const db = database.db();
        await inTransaction(db, async () => {
          expect(await failure(execute(db, 'DELETE FROM tallies'))).to.match(/with its tx/);
          expect(await failure(inTransaction(db, () => Promise.resolve()))).to.match(/open already/);
        });
        expect(await tally()).to.equal(0);
      });

      it('does it again after a deadlock, and after nothing else', async () => {
        const both = (first: number, second: number): Promise<void> =>
          inTransaction(database.db(), async (tx) => {
            await execute(tx, 'UPDATE tallies SET n = n + 1 WHERE id = ?', [first]);
            await sleep(30);
            await execute(tx, 'UPDATE tallies SET n = n + 1 WHERE id = ?', [second]);
          });
        await Promise.all([both(1, 2), both(2, 1)]);
        expect([await tally(1), await tally(2)]).to.deep.equal([2, 2]);

        let tries = 0;
        const error = await failure(
          inTransaction(database.db(), async (tx) => {
            tries += 1;
            await select(tx, 'SELECT nonsense FROM tallies');
          }),
        );
        expect(error).to.be.instanceOf(Error);
        expect(tries).to.equal(1);
      });

      it('says that the database is not reachable, without the password', async () => {
        const url =
          kind === 'sqlite'
            ? `sqlite:${import.meta.filename}/below-a-file.sqlite`
            : 'mysql://someone:open-sesame@127.0.0.1:1/nothing';
        const error = await failure(connect(url));
        expect(error).to.be.instanceOf(DatabaseError).with.property('code', 'database-unreachable');
        expect(String(error))
          .to.match(/DATABASE_URL/)
          .and.not.contain('open-sesame');
      });
    },
    { migrated: false },
  );
});
