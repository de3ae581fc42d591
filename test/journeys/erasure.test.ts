import { expect } from 'chai';
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Db } from '../../db/connect.ts';
import { verifyChain } from '../../db/records/verify-chain.ts';
import { select, selectOne } from '../../db/sql.ts';
import { acting } from '../../dev/demo/acting.ts';
import { Refused } from '../../dev/demo/browser.ts';
import { importData } from '../../dev/demo/data.ts';
import type { Instance, Run } from '../../dev/demo/instance.ts';
import { smile } from '../cli/run.ts';
import { dump } from '../db/erasure/erasable.ts';
import { root, startScript, temporaryFolder, until, type Started } from '../dev/local.ts';
import { forEachDatabase } from '../support/database.ts';
import { driveMarked, nominate, type Marked } from './erasure/drive.ts';
import { inClear, marks } from './erasure/marks.ts';
import { filesIn, found } from './erasure/search.ts';

const catalogue = (name: string): string => join(root, 'dev', 'demo', 'catalogue', name);
const demoData = {
  what: 'the small catalogue',
  faculties: catalogue('faculties.csv'),
  programmes: catalogue('programmes.csv'),
  courses: catalogue('courses.csv'),
  partners: catalogue('partners.csv'),
};
/** What stands for the mailboxes of those who were written to, and for somebody else's login provider. */
const OTHERS = ['mails', 'demo-people.json'];

describe('erasing one person on a running instance', function () {
  this.timeout(400_000);
  forEachDatabase((kind, database) => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let started: Started;
    let instance: Instance;
    let temporal = '';
    let file: Marked;
    let earlier: { chain: number; count: number };
    const data = (): string => join(folder.path, 'data');
    const url = (): string => (kind === 'sqlite' ? `sqlite:${join(data(), 'smile.sqlite')}` : database.url());
    const env = (): Record<string, string> => ({ SMILE_DATA: data(), DATABASE_URL: url(), TEMPORAL_ADDRESS: temporal });

    /** Every byte that there is: files of the instance, and on MariaDB all of its tables. */
    async function everything(): Promise<Map<string, Buffer>> {
      const files = await filesIn(data(), OTHERS);
      if (kind === 'mariadb') files.set('all tables', Buffer.from(await onDatabase(dump), 'utf8'));
      return files;
    }
    async function onDatabase<T>(work: (db: Db) => Promise<T>): Promise<T> {
      const db = await connect(url());
      try {
        return await work(db);
      } finally {
        await db.close();
      }
    }
    const counted = (): Promise<{ chain: number; count: number }> =>
      onDatabase(async (db) => ({
        chain: (await verifyChain(db, file.reference, null)).length,
        count: Number((await selectOne<{ n: number }>(db, 'SELECT SUM(n) AS n FROM counters'))?.n),
      }));
    const gone = async (work: () => Promise<unknown>): Promise<number> =>
      work().then(
        () => 200,
        (error: unknown) => {
          if (error instanceof Refused) return error.status;
          throw error;
        },
      );

    before(async () => {
      folder = await temporaryFolder();
      const own = kind === 'sqlite' ? {} : { DATABASE_URL: url() };
      started = startScript('dev/bootstrap.mjs', { SMILE_DATA: data(), PORT: '0', LOG_LEVEL: 'trace', ...own }, [
        'start',
      ]);
      await until('the address', () => started.written.stdout.includes('\n'), 120_000);
      const run = async (): Promise<Run> => JSON.parse(await readFile(join(data(), 'run.json'), 'utf8')) as Run;
      const { url: address, temporal: server } = (await run()) as Run & { temporal: string };
      temporal = server;
      instance = { url: address, data: data(), own: true, run, stop: () => Promise.resolve() };
      for (const part of Object.entries(kind === 'sqlite' ? {} : { DATABASE_URL: url() }))
        process.env[part[0]] = part[1];
      await importData(demoData, data()).finally(() => delete process.env['DATABASE_URL']);
      file = await driveMarked(instance);
    });
    after(async () => {
      started.child.kill('SIGINT');
      await started.ended;
      await folder.remove();
    });

    it('begins with values that are found where they are in clear, and nowhere else', async () => {
      // Mails may still be on their way, and SQLite's log not yet in the file.
      await sleep(1_000);
      const where = found(marks, await everything());
      const records = kind === 'sqlite' ? /in (smile\.sqlite(-wal)?)$/ : /in all tables$/;
      for (const name of inClear)
        expect(
          where.filter((one) => one.startsWith(`${name} in `)),
          name,
        ).to.not.deep.equal([]);
      expect(where.filter((one) => !records.test(one))).to.deep.equal([]);
      earlier = await counted();
      expect(earlier.chain).to.equal(0);
      expect(existsSync(join(data(), 'documents', file.reference))).to.equal(true);
    });

    it('erases it while others work, and every act of theirs is done', async () => {
      const home = { name: 'UNIVERSIDADE DO PORTO', country: 'PT', coordinatorEmail: 'rui@up.example' };
      const neighbour = { given: 'Bea', family: 'Neighbour', email: 'bea@up.example', home };
      const other = acting(await nominate(file.officer, neighbour));
      await other.view(file.officer);
      const state = { going: true, acts: 0 };
      const others = (async () => {
        while (state.going) {
          const start = new Date(Date.now() + (state.acts % 300) * 86_400_000).toISOString().slice(0, 10);
          await other.act(file.officer, { type: 'change-stay', start, end: '2099-06-30', reason: 'moved' });
          await file.officer.get('/api/mobilities?limit=5');
          state.acts += 1;
        }
      })();
      await until('others at work', () => state.acts > 3, 30_000);
      const erased = await smile(['erase', file.reference, '--reason', 'asked for', '--yes', '--json'], env());
      await until(
        'others at work afterwards',
        (
          (n) => () =>
            state.acts > n + 3
        )(state.acts),
        60_000,
      );
      state.going = false;
      await others;
      expect(erased.status, erased.stderr + erased.stdout).to.equal(0);
      expect(JSON.parse(erased.stdout)).to.deep.include({
        reference: file.reference,
        status: 'erased',
        person: 'removed',
        files: 'removed',
      });
      // Later, when its run ended only just before: see below.
      expect(JSON.parse(erased.stdout)).to.have.property('runs').that.is.oneOf(['ended', 'later']);
    });

    it('leaves nothing of any value in records, documents, Temporal, keys and logs', async () => {
      expect(found(marks, await everything())).to.deep.equal([]);
      expect(existsSync(join(data(), 'documents', file.reference))).to.equal(false);
    });

    it('leaves the chain whole and the counts as they were', async () => {
      const after = await counted();
      // The neighbour was counted meanwhile.
      expect(after).to.deep.equal({ chain: 0, count: earlier.count + 1 });
    });

    it('leaves a row without a name, and is not there for anybody', async () => {
      const { items } = await file.officer.get<{ items: Record<string, unknown>[] }>('/api/mobilities?limit=50');
      expect(items.find((one) => one['reference'] === file.reference)).to.deep.include({
        person: { given: '', family: '' },
        home: { name: null, country: null },
        stay: { start: null, end: null },
        outcome: 'completed',
      });
      const place = `/api/mobilities/${file.reference}`;
      for (const path of [place, `${place}/history`, `${place}/messages`, `${place}/drafts/details`])
        expect(await gone(() => file.officer.get(path)), path).to.equal(404);
      expect(await gone(() => file.person.get(place)), 'the session of the person').to.equal(401);
      expect(
        await gone(() =>
          file.officer.post(`${place}/acts`, { type: 'withdraw', reason: 'x' }, { 'Idempotency-Key': 'k'.repeat(20) }),
        ),
      ).to.equal(404);
    });

    it('leaves nothing in Temporal under its name', async () => {
      const connection = await Connection.connect({ address: temporal });
      try {
        const client = new Client({ connection });
        const handle = client.workflow.getHandle(`mobility:caen:${file.reference}`);
        const isGone = (): Promise<boolean> =>
          handle.describe().then(
            () => false,
            (error: unknown) => error instanceof WorkflowNotFoundError,
          );
        await until('its run deleted', isGone, 90_000);
      } finally {
        await connection.close();
      }
    });

    it('says so when it is asked again', async () => {
      const again = await smile(['erase', file.reference, '--reason', 'asked for', '--yes'], env());
      expect(again.status).to.equal(0);
      expect(again.stdout).to.contain('was erased before').and.contain('out of reach');
    });

    it('leaves nothing when everything was stopped and written to the disk', async () => {
      started.child.kill('SIGINT');
      expect(await started.ended).to.equal(0);
      expect(found(marks, await everything())).to.deep.equal([]);
      const left = await onDatabase((db) => select(db, 'SELECT reference FROM heads WHERE status = ?', ['erased']));
      expect(left).to.deep.equal([{ reference: file.reference }]);
    });
  });
});
