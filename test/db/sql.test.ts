import { expect } from 'chai';
import { isUniqueViolation } from '../../db/errors.ts';
import { COMMITTING, connect, inTransaction, SERVING, type Db } from '../../db/connect.ts';
import { execute, executeAll, insert, insertIgnore, select, selectOne, upsert } from '../../db/sql.ts';
import { insertion, upsertion, type Row, type Statement } from '../../db/statements.ts';
import { table, bytes, longText, optional, text, whole } from '../../db/schema.ts';
import { forEachDatabase } from '../support/database.ts';

const failure = async (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => {
      throw new Error('It should have failed.');
    },
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );

describe('plain SQL', () => {
  forEachDatabase(
    (_kind, database) => {
      before(async () => {
        const { sequelize, dialect } = database.db();
        await table(
          { queryInterface: sequelize.getQueryInterface(), dialect },
          'things',
          { id: text(40), label: text(40), n: optional(whole()), note: optional(longText()), raw: optional(bytes()) },
          { primary: ['id'], unique: [['label']] },
        );
      });
      beforeEach(() => execute(database.db(), 'DELETE FROM things'));
      const thing = (id: string, more: Row = {}): Row => ({ id, label: id, n: null, note: null, raw: null, ...more });
      const ids = async (where: string, params: Parameters<typeof select>[2] = []): Promise<string[]> =>
        (await select<{ id: string }>(database.db(), `SELECT id FROM things WHERE ${where} ORDER BY id`, params)).map(
          (row) => row.id,
        );

      it('gives back what it was given: texts of every kind, bytes, nothing, numbers', async () => {
        const texts = ["it's", 'a\\b', '“é” 😀 汉字 ع', '$1 ? :x $$', '; DROP TABLE things --', 'a\u0000b', '5', '%_'];
        const allBytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
        for (const [n, note] of texts.entries()) await insert(database.db(), 'things', thing(`t${n}`, { note, n }));
        await insert(database.db(), 'things', thing('bytes', { raw: allBytes, n: -2_147_483_648 }));
        for (const [n, note] of texts.entries()) {
          expect(await selectOne(database.db(), 'SELECT n, note FROM things WHERE note = ?', [note])).to.deep.equal({
            n,
            note,
          });
        }
        const row = await selectOne<Row>(database.db(), "SELECT n, note, raw FROM things WHERE id = 'bytes'");
        expect(row).to.deep.equal({ n: -2_147_483_648, note: null, raw: allBytes });
        expect(row!.raw).to.be.instanceOf(Buffer);
      });

      it('keeps a number put into a text as MySQL and SQLite both write it', async () => {
        await insert(database.db(), 'things', thing('x', { note: 5 }));
        expect(await selectOne(database.db(), 'SELECT note FROM things')).to.deep.equal({ note: '5' });
      });

      it('keeps long texts and bytes, over 64 KiB', async () => {
        const note = 'é'.repeat(200_000);
        await insert(database.db(), 'things', thing('long', { note, raw: Buffer.alloc(300_000, 7) }));
        const row = await selectOne<{ note: string; raw: Buffer }>(database.db(), 'SELECT note, raw FROM things');
        expect([row!.note === note, row!.raw.length]).to.deep.equal([true, 300_000]);
      });

      it('tells letters apart by case and accent, and sorts by code point', async () => {
        await insert(
          database.db(),
          'things',
          ['b', 'a', 'B', 'é', 'e', 'A'].map((id) => thing(id)),
        );
        expect(await ids('id <> ?', ['x'])).to.deep.equal(['A', 'B', 'a', 'b', 'e', 'é']);
        expect(await ids('id = ?', ['E'])).to.deep.equal([]);
      });

      it('takes lists, empty ones too, and a limit', async () => {
        await insert(
          database.db(),
          'things',
          ['a', 'b', 'c'].map((id) => thing(id)),
        );
        expect(await ids('id IN (?)', [['a', 'c', "'"]])).to.deep.equal(['a', 'c']);
        expect(await ids('id IN (?)', [[]])).to.deep.equal([]);
        expect(await ids('id NOT IN (?)', [[]])).to.deep.equal(['a', 'b', 'c']);
        const two = await select(database.db(), "SELECT id, '?' AS q FROM things ORDER BY id LIMIT ?", [2]);
        expect(two).to.deep.equal([
          { id: 'a', q: '?' },
          { id: 'b', q: '?' },
        ]);
      });

      it('refuses a wrong number of parameters, and NaN', async () => {
        expect(await failure(select(database.db(), 'SELECT id FROM things WHERE id = ?'))).to.match(/missing/);
        expect(await failure(select(database.db(), 'SELECT id FROM things', ['a']))).to.match(/1 parameters for 0/);
        expect(await failure(insert(database.db(), 'things', thing('x', { n: NaN })))).to.be.instanceOf(Error);
        expect(await ids('1 = 1')).to.deep.equal([]);
      });

      it('counts the rows found, also when nothing in them changed', async () => {
        await insert(database.db(), 'things', [thing('a', { n: 1 }), thing('b', { n: 1 })]);
        expect(await execute(database.db(), 'UPDATE things SET n = 1')).to.equal(2);
        expect(await execute(database.db(), "UPDATE things SET n = 2 WHERE id = 'x'")).to.equal(0);
        expect(await execute(database.db(), "DELETE FROM things WHERE id = 'a'")).to.equal(1);
      });

      it('puts in many rows at once, all or (in a batch) none', async () => {
        await insert(
          database.db(),
          'things',
          Array.from({ length: 1001 }, (_, n) => thing(`r${n}`, { n })),
        );
        expect(await selectOne(database.db(), 'SELECT COUNT(*) AS c FROM things')).to.deep.equal({ c: 1001 });
        const error = await failure(insert(database.db(), 'things', [thing('new'), thing('r5')]));
        expect(isUniqueViolation(error)).to.equal(true);
        expect(await ids("id = 'new'")).to.deep.equal([]);
        expect(await failure(insert(database.db(), 'things', [thing('p'), { id: 'q' }]))).to.match(/different columns/);
        await insert(database.db(), 'things', []);
      });

      it('puts in what is not there, and replaces what is', async () => {
        expect(await insertIgnore(database.db(), 'things', thing('a', { n: 1 }))).to.equal(true);
        expect(await insertIgnore(database.db(), 'things', thing('a', { n: 2 }))).to.equal(false);
        expect(await insertIgnore(database.db(), 'things', thing('b', { label: 'a' }))).to.equal(false);
        const wrong = await failure(insertIgnore(database.db(), 'things', { id: 'c', n: 1 }));
        expect(isUniqueViolation(wrong)).to.equal(false);
        await upsert(database.db(), 'things', ['id'], [thing('a', { n: 3 }), thing('z', { n: 4 })]);
        await upsert(database.db(), 'things', ['id'], thing('z', { n: 5 }));
        expect(await select(database.db(), 'SELECT id, n FROM things ORDER BY id')).to.deep.equal([
          { id: 'a', n: 3 },
          { id: 'z', n: 5 },
        ]);
      });

      it('lets no name of a table or column through that is none', async () => {
        const evil = { 'id`) VALUES (1); --': 'x' };
        expect(await failure(insert(database.db(), 'things', evil))).to.be.instanceOf(TypeError);
        expect(await failure(insert(database.db(), 'things; --', thing('a')))).to.be.instanceOf(TypeError);
      });

      describe('several statements at once', () => {
        let several: Db;
        before(async () => {
          several = await connect(database.url(), COMMITTING);
        });
        after(() => several.close());
        const all = (db: Db, statements: readonly Statement[]): Promise<void> =>
          inTransaction(db, (tx) => executeAll(tx, statements));

        it('does them in their order, whatever stands in the values', async () => {
          const note = "a'; DELETE FROM things; -- \\'";
          await all(several, [
            ...insertion('things', [thing('a', { note, raw: Buffer.from("';?") }), thing('b')]),
            { sql: 'UPDATE things SET n = 1 WHERE id IN (?)', params: [['a', 'b']] },
            { sql: 'DELETE FROM things WHERE id = ?', params: ['b'] },
            ...upsertion(several, 'things', ['id'], thing('c', { n: 3 })),
          ]);
          await all(several, []);
          expect(await select(database.db(), 'SELECT id, n, note, raw FROM things ORDER BY id')).to.deep.equal([
            { id: 'a', n: 1, note, raw: Buffer.from("';?") },
            { id: 'c', n: 3, note: null, raw: null },
          ]);
        });

        it('does none of them when one fails, and says which key was taken', async () => {
          await insert(database.db(), 'things', thing('taken'));
          const error = await failure(
            all(several, [
              ...insertion('things', thing('before', { note: 'secret-7' })),
              ...insertion('things', thing('taken')),
              ...insertion('things', thing('after')),
            ]),
          );
          expect(isUniqueViolation(error)).to.equal(true);
          expect(JSON.stringify(error)).to.not.contain('secret-7');
          expect(await ids('1 = 1')).to.deep.equal(['taken']);
        });

        it('does many megabytes in messages of their own', async () => {
          const raw = Buffer.alloc(400_000, 7);
          await all(
            several,
            Array.from({ length: 20 }, (_, n) => insertion('things', thing(`big${n}`, { raw }))).flat(),
          );
          expect(await ids('LENGTH(raw) = 400000')).to.have.length(20);
        });

        it('is for who commits alone: no other connection takes two statements', async () => {
          for (const patience of [undefined, SERVING]) {
            const db = await connect(database.url(), patience);
            try {
              // SQLite does the first alone, MariaDB refuses both.
              const two = "DELETE FROM things WHERE id = 'x'; INSERT INTO things (id, label) VALUES ('x', 'x')";
              await execute(db, two).catch(() => 0);
              expect(await ids('1 = 1')).to.deep.equal([]);
            } finally {
              await db.close();
            }
          }
        });
      });

      it('leaves the values out of its errors', async () => {
        await insert(database.db(), 'things', thing('a', { note: 'secret-7' }));
        const error = await failure(insert(database.db(), 'things', thing('a', { note: 'secret-7' })));
        expect(JSON.stringify(error)).to.not.contain('secret-7');
        expect(error).to.have.nested.property('parent.sql').that.contains('?');
      });
    },
    { migrated: false },
  );
});
