import type { Client } from '@temporalio/client';
import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { replaceBroken, type LeftAlone } from '../../../activities/runs/replace-broken.ts';
import type { Act } from '../../../domain/mobility/commands.ts';
import { bundleOf } from '../../support/changed-bundle.ts';
import { forEachDatabase } from '../../support/database.ts';
import { openGround, type Ground } from '../../support/ground.ts';
import { freshId, inDays, opened } from '../../support/live-file.ts';
import { officer } from '../../support/mobility.ts';
import { temporalAddress } from '../../support/temporal.ts';

/** Five tasks that fail take the server half a minute. */
const WITHIN_MS = 120_000;

describe('a run whose tasks fail again and again', function () {
  this.timeout(WITHIN_MS + 60_000);

  forEachDatabase((kind, database) => {
    let ground: Ground;
    before(async () => {
      ground = await openGround({ db: database.db(), address: await temporalAddress() });
    });
    after(() => ground.stop());

    // What the server says does not depend on the records.
    const once = kind === 'sqlite' ? it : undefined;
    once?.('is replaced also when its tasks came to no end before, as with a worker that dies over it', async () => {
      const { client, queue: taskQueue } = ground;
      const workers = await ground.startWorkers();
      const file = await opened(ground);
      const { runId } = await file.handle.describe();
      await workers.stop();
      const act: Act = { type: 'change-stay', start: inDays(180), end: inDays(482), reason: 'Longer' };
      const id = freshId();
      expect((await file.send(officer, act, { id, timeoutMs: 500 })).kind).to.equal('pending');
      // Takes its tasks and answers none, until the server has said so.
      const stopTaking = takeTasks(client, taskQueue);
      const replaced = new Map<string, LeftAlone>();
      const log = { warn: () => undefined };
      const deps = { client, log, now: () => new Date(), options: { taskQueue } };
      await until(async () => (await replaceBroken(deps, replaced)) > 0);
      stopTaking();
      const next = await ground.startWorkers();
      expect((await file.send(officer, act, { id })).kind).to.equal('done');
      expect(await file.count('stay-changed')).to.equal(1);
      expect((await file.handle.describe()).runId).to.not.equal(runId);
      await next.stop();
    });

    it('is replaced by one that goes on from the records, and what was sent meanwhile is done once', async () => {
      const load = '  const loaded = await records.load(input.reference);';
      // A history that today's code cannot replay: with a timer at the beginning.
      const other = await bundleOf(['workflows/mobility.ts', load, `  await condition(() => false, 50);\n${load}`]);
      const before = await ground.startWorkers(other);
      const [broken, well] = [await opened(ground), await opened(ground)];
      await before.stop();
      await well.handle.terminate('its history would be broken too');
      const next = await ground.startWorkers();
      await well.wake();
      const { runId } = await well.handle.describe();

      const act: Act = { type: 'change-stay', start: inDays(180), end: inDays(481), reason: 'Longer' };
      const id = freshId();
      expect((await broken.send(officer, act, { id, timeoutMs: 500 })).kind).to.equal('pending');
      const warned: unknown[] = [];
      const replaced = new Map<string, LeftAlone>();
      const { client, queue: taskQueue } = ground;
      const log = { warn: (...line: unknown[]) => void warned.push(line) };
      const round = (): Promise<number> =>
        replaceBroken({ client, log, now: () => new Date(), options: { taskQueue } }, replaced);
      await until(async () => (await round()) > 0);
      expect([...replaced.keys()]).to.deep.equal([broken.reference]);
      expect(warned).to.have.length(1);
      expect((await broken.send(officer, act, { id })).kind).to.equal('done');
      expect(await broken.count('stay-changed')).to.equal(1);
      expect((await well.handle.describe()).runId).to.equal(runId);
      expect(await round()).to.equal(0);
      await next.stop();
    });
  });
});

async function until(found: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + WITHIN_MS;
  while (!(await found())) {
    if (Date.now() > end) throw new Error('It was never found.');
    await sleep(1_000);
  }
}

/** As a worker does that dies with each task. @returns what ends it */
function takeTasks(client: Client, queue: string): () => void {
  const stopped = new AbortController();
  const taking = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const asked = { namespace: 'default', taskQueue: { name: queue }, identity: 'one that dies' };
      await client
        .withAbortSignal(stopped.signal, () =>
          client.withDeadline(Date.now() + 20_000, () => client.workflowService.pollWorkflowTaskQueue(asked)),
        )
        .catch(() => undefined);
    }
  };
  void taking();
  return () => {
    stopped.abort();
  };
}
