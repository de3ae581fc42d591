import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { assertMigrated, migrate } from '../../db/migrate.ts';
import { migrations } from '../../db/migrations/index.ts';
import { table, text } from '../../db/schema.ts';
import type { Migration } from '../../db/schema.ts';
import { execute, insert, select } from '../../db/sql.ts';
import { forEachDatabase } from '../support/database.ts';

const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('migrations', () => {
  forEachDatabase(
    (kind, database) => {
      it('say what is missing to who may not run them', async () => {
        const error = await failure(assertMigrated(database.db()));
        expect(error).to.have.property('code', 'database-not-migrated');
        expect(String(error)).to.contain('0001-institutions');
      });

      it('run once when two processes start at once', async function () {
        this.timeout(60_000);
        const script = join(import.meta.dirname, 'migrate.ts');
        const runs = await Promise.all(
          [1, 2].map(() => promisify(execFile)(process.execPath, [script, database.url()])),
        );
        const names = runs.flatMap(({ stdout }) => JSON.parse(stdout) as string[]);
        expect(names).to.deep.equal(migrations.map(({ name }) => name));
        expect(await migrate(database.db())).to.deep.equal([]);
        await assertMigrated(database.db());
      });

      it('make every table compare by code point', async () => {
        await insert(database.db(), 'leases', [
          { name: 'a', holder: 'x', held_until: '2026-11-23T19:00:00.000Z' },
          { name: 'A', holder: 'x', held_until: '2026-11-23T19:00:00.000Z' },
        ]);
        expect(await select(database.db(), "SELECT name FROM leases WHERE name = 'a'")).to.have.length(1);
        if (kind === 'sqlite') return;
        const others = await select(
          database.db(),
          "SELECT table_name FROM information_schema.columns WHERE table_schema = DATABASE() AND collation_name <> 'utf8mb4_bin'",
        );
        expect(others).to.deep.equal([]);
      });

      it('leave all as it was, or can be run again, when one fails', async () => {
        let fails = true;
        const later: Migration = {
          name: '9999-later',
          async up(on) {
            await table(on, 'later', { id: text(10), x: text(10) }, { primary: ['id'], indexes: [['x']] });
            if (fails) throw new Error('power cut');
          },
        };
        expect(String(await failure(migrate(database.db(), [...migrations, later])))).to.contain('power cut');
        await assertMigrated(database.db());
        fails = false;
        expect(await migrate(database.db(), [...migrations, later])).to.deep.equal(['9999-later']);
        await execute(database.db(), "INSERT INTO later (id, x) VALUES ('1', 'y')");
      });

      it('refuse a database that a newer version has changed', async () => {
        for (const attempt of [migrate, assertMigrated]) {
          const error = await failure(attempt(database.db()));
          expect(error).to.have.property('code', 'database-newer');
          expect(String(error)).to.contain('9999-later');
        }
      });
    },
    { migrated: false },
  );
});
