import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { inTransaction } from '../../../db/connect.ts';
import { execute } from '../../../db/sql.ts';
import { smile } from '../../cli/run.ts';
import { forEachDatabase } from '../../support/database.ts';
import { inDays } from '../../support/live-file.ts';
import { officer, student } from '../../support/mobility.ts';
import { bornFile, type RecordedFile } from '../../support/recorded.ts';
import { watchedRecords } from './watched-records.ts';

const ROUNDS = 3;

describe('checking and rebuilding the records while people work', function () {
  this.timeout(120_000);

  forEachDatabase((_kind, database) => {
    const records = watchedRecords(database);
    const { master, keys, db, check } = records;

    it('tells of nothing that is not there, mends what is, and counts exactly', async () => {
      // Processes of their own, as an operator starts them.
      const env = {
        DATABASE_URL: database.url(),
        SMILE_MASTER_KEY: master.bytes.toString('base64'),
        TEMPORAL_ADDRESS: '127.0.0.1:1',
      };
      const run = async (...verb: string[]): Promise<unknown> => {
        const { stdout, stderr } = await smile(['records', ...verb, '--json'], env);
        expect(stderr).to.equal('');
        return JSON.parse(stdout) as unknown;
      };
      let working = true;
      let acts = 0;
      const files: RecordedFile[] = [];
      for (let n = 0; n < 8; n += 1) files.push(await bornFile(db(), keys));
      const work = async (one: RecordedFile, n: number): Promise<void> => {
        for (let round = 0; working; round += 1) {
          const end = inDays(1 + (round % 300));
          await one.accepted(officer, { type: 'change-stay', start: inDays(-120), end, reason: 'Longer' });
          acts += 1;
          if (n % 2 === 0) {
            await one.accepted(student, { type: 'withdraw', reason: 'Ill' });
            await one.accepted(officer, { type: 'reopen', reason: 'Well' });
            acts += 2;
          }
          await sleep(20);
        }
      };
      const births = async (): Promise<void> => {
        while (working) {
          await bornFile(db(), keys);
          await sleep(200);
        }
      };
      const workers = [...files.map(work), births()];
      try {
        for (let round = 0; round < ROUNDS; round += 1) {
          expect(await run('check', '--without-runs')).to.deep.include({ ok: true, problems: [] });
          await inTransaction(db(), async (tx) => {
            await execute(tx, 'DELETE FROM tasks WHERE reference = ?', [files[round]?.reference ?? '']);
            await execute(tx, 'UPDATE counters SET n = n + 5');
            await execute(tx, "DELETE FROM counters WHERE status <> 'open'");
          });
          const rebuilt = await Promise.all([run('rebuild'), run('rebuild')]);
          for (const one of rebuilt) expect(one).to.deep.include({ ok: true, problems: [] });
        }
      } finally {
        working = false;
        await Promise.all(workers);
      }
      expect(acts).to.be.greaterThan(20);
      expect(await check({})).to.deep.equal([]);
    });
  });
});
