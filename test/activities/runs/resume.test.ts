import { expect } from 'chai';
import { runsLeft, runsMissing } from '../../../activities/runs/check.ts';
import { resume } from '../../../activities/runs/resume.ts';
import { latestRun } from '../../../activities/runs/run.ts';
import { sweep } from '../../../activities/sweep.ts';
import { inTransaction } from '../../../db/connect.ts';
import { checkRecords } from '../../../db/records/check/check.ts';
import { headsOf } from '../../../db/records/check/rows.ts';
import { execute, insert, select, selectOne } from '../../../db/sql.ts';
import type { Row } from '../../../db/statements.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import { forEachDatabase } from '../../support/database.ts';
import { openGround, type Ground } from '../../support/ground.ts';
import { inDays, nominated, opened, type LiveFile } from '../../support/live-file.ts';
import { birthOf, officer, student } from '../../support/mobility.ts';
import { exampleProcedure } from '../../support/procedures.ts';
import { startTemporal } from '../../support/temporal.ts';
import { addPaper, fillDetails, travel } from '../../support/travel.ts';

const TABLES = ['heads', 'events', 'answers', 'outbox', 'mobilities', 'file_units', 'tasks'] as const;
const moved = (days: number) =>
  ({ type: 'change-stay', start: inDays(180), end: inDays(480 + days), reason: 'Longer' }) as const;

describe('resuming from the records', function () {
  this.timeout(180_000);

  forEachDatabase((_kind, database) => {
    // Servers of their own: what is ended here must be nobody else's.
    let server: Awaited<ReturnType<typeof startTemporal>>;
    let ground: Ground;
    before(async () => {
      server = await startTemporal();
      ground = await openGround({ db: database.db(), address: server.address });
      await ground.startWorkers();
      await insert(database.db(), 'institutions', {
        id: 'caen',
        code: 'CAEN',
        name: '{}',
        settings: '{}',
        applied_at: '2026-01-01T00:00:00.000Z',
      });
    });
    after(async () => {
      await ground.stop();
      await server.stop();
    });
    const db = () => database.db();
    const resumed = (more: Parameters<typeof resume>[3] = {}) =>
      resume(ground.client, db(), ground.keys, { taskQueue: ground.queue, ...more });
    const problems = async (...files: LiveFile[]): Promise<string[]> => {
      const found: string[] = [];
      const references = files.map(({ reference }) => reference);
      await checkRecords(db(), ground.keys, { references }, { problem: ({ code }) => found.push(code) });
      const heads = await headsOf(db(), references);
      const runs = await runsMissing(ground.client, db(), ground.keys, heads);
      return [...found, ...runs.problems.map(({ code }) => code)];
    };
    const isOpen = async ({ reference }: LiveFile): Promise<boolean | undefined> =>
      (await latestRun(ground.client, { institution: 'caen', reference }))?.open;

    /** What a backup holds of a file. */
    const copyOf = async ({ reference }: LiveFile): Promise<ReadonlyMap<string, Row[]>> => {
      const copied = new Map<string, Row[]>();
      for (const table of [...TABLES, 'data_keys'])
        copied.set(table, await select<Row>(db(), `SELECT * FROM ${table} WHERE reference = ?`, [reference]));
      return copied;
    };
    const putBack = ({ reference }: LiveFile, copy: ReadonlyMap<string, Row[]>): Promise<void> =>
      inTransaction(db(), async (tx) => {
        for (const table of TABLES) {
          await execute(tx, `DELETE FROM ${table} WHERE reference = ?`, [reference]);
          const rows = copy.get(table) ?? [];
          if (rows.length > 0) await insert(tx, table, rows);
        }
      });
    const incidents = (state: Mobility): string[] =>
      Object.values(state.incidents).map(({ code, text }) => `${code}: ${text}`);

    it('finds nothing to do where everything runs, and says which run is missing', async () => {
      const file = await opened(ground);
      await execute(db(), "UPDATE heads SET workflow_started_at = '2026-01-01' WHERE reference = ?", [file.reference]);
      const again = await resumed({ references: [file.reference] });
      expect(again).to.deep.include({ looked: 1, running: 1, started: 0, restarted: 0, behind: [], failed: [] });
      expect(await problems(file)).to.deep.equal([]);
      await file.handle.terminate('lost');
      expect(await problems(file)).to.deep.equal(['run-missing']);
      expect(await resumed({ references: [file.reference] })).to.deep.include({ running: 0, started: 1 });
      expect(await problems(file)).to.deep.equal([]);
      await file.accepted(officer, moved(1));
    });

    it('starts every open file when the whole database of Temporal is lost, effects under way included', async () => {
      const files: LiveFile[] = [];
      for (let n = 0; n < 20; n += 1) files.push(await opened(ground));
      const held = Promise.withResolvers<never>();
      const [first, second, unborn] = [files[0]!, files[1]!, await nominated(ground)];
      const asked = [first, second].map(({ reference }) => {
        const one = Promise.withResolvers<null>();
        ground.tampered.set(reference, {
          effect: () => {
            one.resolve(null);
            return held.promise;
          },
        });
        return one.promise;
      });
      await addPaper(first, 'passport');
      await addPaper(second, 'passport');
      await Promise.all(asked);
      // Closed, with something that goes on.
      await second.accepted(student, { type: 'withdraw', reason: 'Ill' });
      const closed = await opened(ground);
      await closed.accepted(student, { type: 'withdraw', reason: 'Ill' });
      expect((await second.state()).status).to.equal('closed');

      const fresh = await startTemporal();
      const next = await openGround({ db: db(), address: fresh.address, like: ground });
      try {
        held.reject(new Error('Its server is gone.'));
        await next.startWorkers();
        const references = [...files, unborn, closed].map(({ reference }) => reference);
        const again = await resume(next.client, db(), next.keys, { taskQueue: next.queue, references });
        expect(again).to.deep.include({ running: 0, started: 21, restarted: 0, behind: [], failed: [] });
        await first.until((s) => Object.keys(s.effects).length === 0, 'its effect done');
        await second.until((s) => Object.keys(s.effects).length === 0, 'its effect done after its end');
        await unborn.until((s) => s.status === 'open', 'its birth');
        const { running, started } = await resume(next.client, db(), next.keys, { taskQueue: next.queue, references });
        expect({ running: running >= 20, started }).to.deep.equal({ running: true, started: 0 });
      } finally {
        await next.stop();
        await fresh.stop();
      }
    });

    it('ends a run that is ahead of restored records, says on the file what is lost, and goes on', async () => {
      const file = await opened(ground);
      const right = await opened(ground);
      await fillDetails(file);
      const copy = await copyOf(file);
      const { rev } = await file.state();
      await file.accepted(officer, moved(1));
      await file.accepted(officer, moved(2));
      const last = (await file.state()).rev;
      await putBack(file, copy);
      const runId = (await file.handle.describe()).runId;

      const references = [file.reference, right.reference];
      const again = await resumed({ references });
      expect(again.behind).to.deep.equal([{ reference: file.reference, after: rev, upTo: last }]);
      expect(again).to.deep.include({ running: 1, started: 0, restarted: 1, failed: [] });
      expect((await file.handle.describe()).runId).to.not.equal(runId);
      const [incident = '', ...others] = incidents(await file.state());
      expect(others).to.deep.equal([]);
      expect(incident).to.match(/^records-behind: The records of this file were put back to event \d+\./);
      expect(incident).to.include(`put back to event ${String(rev)}.`);
      expect(incident).to.include(`${String(rev + 1)} stay changed, ines,`);
      expect(incident).to.include('Le dossier a été remis');
      const [row] = await select<{ incidents: number }>(db(), 'SELECT incidents FROM mobilities WHERE reference = ?', [
        file.reference,
      ]);
      expect(row?.incidents).to.equal(1);

      await file.accepted(officer, moved(3));
      expect((await file.state()).stay.end).to.equal(inDays(483));
      expect(await resumed({ references })).to.deep.include({ running: 2, restarted: 0, behind: [] });
      const id = Object.keys((await file.state()).incidents)[0] ?? '';
      await file.accepted(officer, { type: 'resolve-incident', incident: id, reason: 'Done again' });
      expect(incidents(await file.state())).to.deep.equal([]);
      expect(await problems(file, right)).to.deep.equal([]);
    });

    it('finds what is lost in the runs before, when a run was continued as new', async () => {
      const file = await opened(ground, { continueAfter: 2 });
      const copy = await copyOf(file);
      const { rev } = await file.state();
      for (const days of [1, 2, 3, 4, 5, 6]) await file.accepted(officer, moved(days));
      const last = (await file.state()).rev;
      await putBack(file, copy);
      const again = await resumed({ references: [file.reference] });
      expect(again.behind).to.deep.equal([{ reference: file.reference, after: rev, upTo: last }]);
      expect(
        incidents(await file.state())
          .join()
          .match(/stay changed, ines/g),
      ).to.have.length(12);
    });

    it('bears a file again that was put back to before its birth', async () => {
      const file = await nominated(ground);
      const copy = await copyOf(file);
      await file.wake();
      await file.until((s) => s.status === 'open', 'its birth');
      await fillDetails(file);
      await putBack(file, copy);
      const again = await resumed({ references: [file.reference] });
      expect(again.behind).to.have.length(1);
      const state = await file.state();
      expect(state.tasks['details']?.status).to.equal('open');
      expect(incidents(state)).to.have.length(1);
      await fillDetails(file);
    });

    it('says so of files that were closed after the backup, and ends runs of files that it does not have', async () => {
      const birth = birthOf(exampleProcedure('caen', 'erasmus-study'), { start: inDays(-120), end: inDays(0) });
      const done = await nominated(ground, { birth });
      await done.wake();
      await done.until((s) => s.status === 'open', 'its birth');
      const copy = await copyOf(done);
      await travel(done);
      await done.handle.result();
      await putBack(done, copy);
      const gone = await opened(ground, { reference: 'CAEN-2031-000041' });
      for (const table of [...TABLES, 'data_keys'])
        await execute(db(), `DELETE FROM ${table} WHERE reference = ?`, [gone.reference]);

      const again = await resumed({ restored: true });
      expect(again.behind.map(({ reference }) => reference)).to.deep.equal([done.reference]);
      expect(again.unknown).to.deep.equal([gone.reference]);
      expect(await isOpen(gone)).to.equal(false);
      expect(await isOpen(done)).to.equal(true);
      expect((await done.state()).status).to.equal('open');
      expect(incidents(await done.state())).to.have.length(1);
      const next = await selectOne<{ next: number }>(
        db(),
        "SELECT next FROM reference_counters WHERE institution = 'caen' AND year = 2031",
      );
      expect(next?.next).to.equal(42);
      const twice = await resumed({ restored: true });
      expect(twice).to.deep.include({ behind: [], started: 0, restarted: 0 });
      await travel(done);
      await done.until((s) => s.status === 'closed', 'its end once more');
    });

    it('starts every run again when it is asked to, and nothing is lost', async () => {
      const file = await opened(ground);
      await file.accepted(officer, moved(1));
      const { runId } = await file.handle.describe();
      expect(await resumed({ references: [file.reference], restartAll: true })).to.deep.include({ restarted: 1 });
      expect((await file.handle.describe()).runId).to.not.equal(runId);
      await file.accepted(officer, moved(2));
      expect(await file.count('stay-changed')).to.equal(2);
      expect(await file.count('incident-raised')).to.equal(0);
    });

    it('needs no worker to find out who is ahead', async () => {
      const away = await openGround({ db: db(), address: server.address });
      try {
        const workers = await away.startWorkers();
        const file = await opened(away);
        const copy = await copyOf(file);
        await file.accepted(officer, moved(1));
        await workers.stop();
        await putBack(file, copy);
        const again = await resume(away.client, db(), away.keys, {
          taskQueue: away.queue,
          references: [file.reference],
        });
        expect(again.behind).to.have.length(1);
        await away.startWorkers();
        await file.accepted(officer, moved(2));
      } finally {
        await away.stop();
      }
    });

    it('tells nominated files that the sweep has still to start, and no run left over', async () => {
      const file = await nominated(ground);
      const heads = await headsOf(db(), [file.reference]);
      const found = await runsMissing(ground.client, db(), ground.keys, heads);
      expect(found).to.deep.equal({ problems: [], notStarted: 1 });
      expect(await runsLeft(ground.client, db(), ground.keys)).to.deep.equal([]);
      expect(await sweep({ db: db(), client: ground.client, now: () => new Date() })).to.be.greaterThan(0);
    });
  });
});
