import proto from '@temporalio/proto';
import { expect } from 'chai';
import type { Act } from '../../domain/mobility/commands.ts';
import { forEachDatabase } from '../support/database.ts';
import { openGround, type Ground } from '../support/ground.ts';
import { inDays, opened, type LiveFile } from '../support/live-file.ts';
import { officer } from '../support/mobility.ts';
import { temporalAddress } from '../support/temporal.ts';

const { EVENT_TYPE_TIMER_STARTED: STARTED, EVENT_TYPE_TIMER_CANCELED: CANCELED } =
  proto.temporal.api.enums.v1.EventType;

const stay = (start: number, end: number): Act => ({
  type: 'change-stay',
  start: inDays(start),
  end: inDays(end),
  reason: 'Other dates',
});

describe('the timer of a run', function () {
  this.timeout(40_000);

  forEachDatabase((kind, database) => {
    // What Temporal keeps is the same on both.
    if (kind === 'mariadb') return;

    let ground: Ground;
    before(async () => {
      ground = await openGround({ db: database.db(), address: await temporalAddress() });
      await ground.startWorkers();
    });
    after(() => ground.stop());

    it('goes on through acts that change nothing of what is due next', async () => {
      const file = await opened(ground);
      await file.accepted(officer, stay(180, 481));
      const before = await timers(file);
      expect(before.started).to.be.greaterThan(0);
      for (const end of [482, 483, 484]) await file.accepted(officer, stay(180, end));
      expect(await timers(file)).to.deep.equal(before);
    });

    it('is set anew when something else is due next, and is the only one', async () => {
      const file = await opened(ground);
      await file.accepted(officer, stay(190, 480));
      const before = await timers(file);
      for (const start of [200, 220, 240]) await file.accepted(officer, stay(start, 480));
      const { started, canceled } = await timers(file);
      expect(started).to.equal(before.started + 3);
      expect(started - canceled).to.equal(1);
    });
  });
});

async function timers({ handle }: LiveFile): Promise<{ started: number; canceled: number }> {
  const events = (await handle.fetchHistory()).events ?? [];
  return {
    started: events.filter(({ eventType }) => eventType === STARTED).length,
    canceled: events.filter(({ eventType }) => eventType === CANCELED).length,
  };
}
