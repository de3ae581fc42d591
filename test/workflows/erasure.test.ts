import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { expect } from 'chai';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderStore } from '../../activities/documents/folder-store.ts';
import { endRuns } from '../../activities/end-runs.ts';
import { finishErasures, type ErasureDeps } from '../../activities/erasures.ts';
import { sweep } from '../../activities/sweep.ts';
import { eraseMobility } from '../../db/erasure/erase-mobility.ts';
import { makeKeys } from '../../db/keys.ts';
import { select, selectOne } from '../../db/sql.ts';
import type { Act } from '../../domain/mobility/commands.ts';
import { laterBy } from '../../domain/time/instants.ts';
import { TemporalUnreachable, type Sent } from '../../workflows/send.ts';
import { forEachDatabase } from '../support/database.ts';
import { openGround, type Ground, type Workers } from '../support/ground.ts';
import { atOnce, inDays, nominated, opened, type LiveFile } from '../support/live-file.ts';
import { officer } from '../support/mobility.ts';
import { temporalAddress } from '../support/temporal.ts';
import { addPaper } from '../support/travel.ts';

const moved = (days: number): Act => ({
  type: 'change-stay',
  start: inDays(180),
  end: inDays(480 + days),
  reason: 'x',
});
const summary = (sent: Sent): string => (sent.kind === 'refused' ? sent.refusal.code : sent.kind);
const silent = { info: () => undefined, warn: () => undefined };

describe('an erased mobility in Temporal', function () {
  this.timeout(120_000);

  forEachDatabase((kind, database) => {
    let ground: Ground;
    let workers: Workers;
    let folder = '';
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'smile-erased-'));
      await mkdir(join(folder, 'documents'));
      ground = await openGround({ db: database.db(), address: await temporalAddress() });
      workers = await ground.startWorkers();
    });
    after(async () => {
      await ground.stop();
      await rm(folder, { recursive: true, force: true });
    });

    const where = ({ reference }: LiveFile) => ({ institution: 'caen', reference });
    const erase = ({ reference }: LiveFile): Promise<unknown> =>
      // Another process, as the command is: the workers have the key in memory still.
      eraseMobility(database.db(), makeKeys(ground.master), {
        reference,
        reason: 'asked for',
        at: new Date().toISOString(),
        erasedFile: join(folder, 'erased.jsonl'),
      });
    const isThere = ({ handle }: LiveFile): Promise<boolean> =>
      handle.describe().then(
        () => true,
        (error: unknown) => {
          if (error instanceof WorkflowNotFoundError) return false;
          throw error;
        },
      );
    const deps = (more: Partial<ErasureDeps> = {}): ErasureDeps => ({
      db: database.db(),
      client: ground.client,
      store: folderStore(join(folder, 'documents')),
      log: silent,
      now: () => new Date(),
      ...more,
    });
    const againAt = async ({ reference }: LiveFile): Promise<string | null | undefined> =>
      (
        await selectOne<{ again_at: string | null }>(
          database.db(),
          'SELECT again_at FROM erasures WHERE reference = ?',
          [reference],
        )
      )?.again_at;

    it('refuses what comes to its run, and the worker serves all others meanwhile and afterwards', async () => {
      const erased = await opened(ground);
      const others = await atOnce(Array.from({ length: 6 }, () => opened(ground)));
      const acts = (n: number): Promise<string[][]> =>
        atOnce(
          others.map(async (file) =>
            (await atOnce([1, 2].map((m) => file.send(officer, moved(n * 2 + m))))).map(summary),
          ),
        );
      const [during] = await Promise.all([acts(1), erase(erased)]);
      // Its run is still there, with the key in the worker's memory or without.
      const late = await atOnce([erased.send(officer, moved(9)), erased.send(officer, moved(10))]);
      ground.keys.forget(erased.reference);
      const after = await acts(2);
      expect([...during, ...after].flat()).to.deep.equal(Array.from({ length: 24 }, () => 'done'));
      expect(late.map(summary)).to.deep.equal(['erased', 'erased']);
      expect(await endRuns(ground.client, where(erased))).to.equal(true);
      expect(await isThere(erased)).to.equal(false);
    });

    it('holds nobody up when a worker starts and cannot read what its run has done', async () => {
      const erased = await opened(ground);
      const other = await opened(ground);
      await workers.stop();
      await erase(erased);
      // Something waits for both when the worker is back.
      const sending = [erased, other].map((file) =>
        file.send(officer, moved(1), { timeoutMs: 8_000 }).catch((error: unknown) => error),
      );
      workers = await ground.startWorkers();
      const [, served] = await Promise.all(sending);
      expect(served).to.have.property('kind', 'done');
      await addPaper(other, 'passport');
      await other.until((s) => Object.keys(s.effects).length === 0, 'the effect done');
      expect(await endRuns(ground.client, where(erased))).to.equal(true);
    });

    it('tells whoever asks it anew that it is not there, at once', async () => {
      const erased = await opened(ground);
      await erase(erased);
      expect(await endRuns(ground.client, where(erased))).to.equal(true);
      // A request that had seen it a moment ago, in a process with the key in memory.
      const sent = await erased.send(officer, moved(1), { timeoutMs: 5_000 }).catch((error: unknown) => error);
      if (sent instanceof Error) expect(sent.name).to.equal('KeyUnavailable');
      else expect(sent).to.have.nested.property('refusal.code', 'not-found');
      await endRuns(ground.client, where(erased));
    });

    // Temporal does not know our database, and it takes half a minute.
    if (kind === 'sqlite')
      it('has every run deleted, those before too', async () => {
        const file = await opened(ground, { continueAfter: 2 });
        for (const n of [1, 2, 3, 4, 5]) await file.accepted(officer, moved(n));
        await erase(file);
        // The server puts the deletion of a run that ended just before off by half a minute.
        expect(await endRuns(ground.client, where(file), { timeoutMs: 100_000 })).to.equal(true);
        const left: string[] = [];
        for await (const { runId } of ground.client.workflow.list({
          query: `WorkflowId = 'mobility:caen:${file.reference}'`,
        }))
          left.push(runId);
        expect(left).to.deep.equal([]);
      });

    it('is never started again by the sweep', async () => {
      const file = await nominated(ground);
      await erase(file);
      await sweep({ db: database.db(), client: ground.client, now: () => new Date() });
      expect(await isThere(file)).to.equal(false);
    });

    it('is looked at by the worker until nothing can be left, files too', async () => {
      const file = await opened(ground);
      const store = folderStore(join(folder, 'documents'));
      const { bytes } = await ground.keys.existingKey(database.db(), file.reference);
      await store.put(file.reference, Buffer.from('a paper'), bytes, { limitBytes: 100 });
      await erase(file);
      expect(await readdir(join(folder, 'documents'))).to.include(file.reference);
      await finishErasures(deps());
      expect(await readdir(join(folder, 'documents'))).not.to.include(file.reference);
      expect(await isThere(file)).to.equal(false);
      expect(await againAt(file)).to.be.a('string');
      // What was on its way with the key in memory comes late.
      await store.put(file.reference, Buffer.from('another'), bytes, { limitBytes: 100 });
      const later = (seconds: number) => () => new Date(laterBy(new Date().toISOString(), seconds));
      await finishErasures(deps({ now: later(400) }));
      expect(await readdir(join(folder, 'documents'))).not.to.include(file.reference);
      expect(await againAt(file)).to.equal(null);
    });

    it('waits for a Temporal server that does not answer', async () => {
      const file = await opened(ground);
      await erase(file);
      const connection = Connection.lazy({ address: '127.0.0.1:1', connectTimeout: 300 });
      const client = new Client({ connection });
      const failed = await endRuns(client, where(file), { timeoutMs: 2_000 }).catch((error: unknown) => error);
      expect(failed).to.be.instanceOf(TemporalUnreachable);
      await finishErasures(deps({ client }));
      expect(await againAt(file)).to.be.a('string');
      await connection.close();
      expect(await endRuns(ground.client, where(file))).to.equal(true);
      const due = await select(database.db(), 'SELECT reference FROM erasures WHERE again_at IS NOT NULL');
      expect(due).to.not.deep.equal([]);
    });
  });
});
