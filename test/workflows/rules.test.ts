import proto from '@temporalio/proto';
import { expect } from 'chai';
import type { Act } from '../../domain/mobility/commands.ts';
import type { Sent } from '../../workflows/send.ts';
import { bundleOf } from '../support/changed-bundle.ts';
import { forEachDatabase } from '../support/database.ts';
import { openGround, type Ground } from '../support/ground.ts';
import { freshId, inDays, opened, type LiveFile } from '../support/live-file.ts';
import { officer } from '../support/mobility.ts';
import { temporalAddress } from '../support/temporal.ts';

const moved = (days: number, reason: string): Act => ({
  type: 'change-stay',
  start: inDays(180),
  end: inDays(480 + days),
  reason,
});
const summary = (sent: Sent): string => (sent.kind === 'refused' ? sent.refusal.code : sent.kind);
const WORKFLOW_TASK_FAILED = proto.temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED;

describe('a rule that changes', function () {
  this.timeout(60_000);

  forEachDatabase((_kind, database) => {
    let ground: Ground;
    before(async () => {
      ground = await openGround({ db: database.db(), address: await temporalAddress() });
    });
    after(() => ground.stop());

    it('leaves running files their past, and they follow it from there on', async () => {
      const [first, asked, later] = [freshId(), freshId(), freshId()];
      const before = await ground.startWorkers();
      const file = await opened(ground);
      const done = await file.send(officer, moved(1, 'Longer'), { id: first });
      expect(summary(done)).to.equal('done');
      const past = await file.history();
      await before.stop();
      // Asked for under the old rule, decided under the new one: nobody had promised it.
      expect(summary(await file.send(officer, moved(2, 'Longer'), { id: asked, timeoutMs: 500 }))).to.equal('pending');

      await ground.startWorkers(
        await bundleOf(['domain/mobility/life-acts.ts', "act.reason.trim() === ''", 'act.reason.trim().length < 10']),
      );
      expect(await file.handle.query('view')).to.deep.include({ rev: past.length, state: await file.state() });
      expect(await file.send(officer, moved(1, 'Longer'), { id: first })).to.deep.equal(done);
      expect(summary(await file.send(officer, moved(2, 'Longer'), { id: asked }))).to.equal('reason-missing');
      expect(summary(await file.send(officer, moved(3, 'Short')))).to.equal('reason-missing');
      expect(summary(await file.send(officer, moved(4, 'A second semester'), { id: later }))).to.equal('done');
      const events = await file.history();
      expect(events.slice(0, past.length)).to.deep.equal(past);
      expect(events.filter(({ event }) => event.type === 'stay-changed')).to.have.length(2);
      expect(await failedTasks(file)).to.equal(0);
    });
  });
});

/** How often a worker could not go on from what Temporal had kept. */
async function failedTasks({ handle }: LiveFile): Promise<number> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).filter(({ eventType }) => eventType === WORKFLOW_TASK_FAILED).length;
}
