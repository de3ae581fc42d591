import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { expect } from 'chai';
import { commit } from '../../db/records/commit.ts';
import { until } from '../dev/local.ts';
import { forEachDatabase } from '../support/database.ts';
import { openGround, type Ground } from '../support/ground.ts';
import { atOnce, freshId, opened } from '../support/live-file.ts';
import { birthOf, officer } from '../support/mobility.ts';
import { exampleProcedure } from '../support/procedures.ts';
import { skippingTime } from '../support/skipping-time.ts';
import { addDays } from '../../domain/time/civil.ts';
import type { Act } from '../../domain/mobility/commands.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the database away for two hours of the workflow', function () {
  this.timeout(120_000);

  forEachDatabase((_kind, database) => {
    let env: TestWorkflowEnvironment;
    let ground: Ground;
    before(async () => {
      env = await skippingTime();
      ground = await openGround({ db: database.db(), address: env.address });
      await ground.startWorkers();
    });
    after(async () => {
      await ground.stop();
      await env.teardown();
    });

    const now = async (): Promise<number> => await env.currentTimeMs();

    it('loses nothing: what was taken is done once, what was given up is not, what was due comes late and once', async () => {
      const today = new Date(await now()).toISOString().slice(0, 10);
      const stay = { start: addDays(today, 200), end: addDays(today, 500) };
      const file = await opened(ground, { birth: birthOf(exampleProcedure('caen', 'erasmus-study'), stay) });
      const [reminder = ''] = (await file.state()).clocks['details']?.reminders ?? [];
      await env.sleep(Date.parse(reminder) - (await now()) - HOUR);

      const from = await now();
      let tries = 0;
      let last = from;
      ground.tampered.set(file.reference, {
        async commit(_real, input) {
          last = await now();
          if (last - from > 2 * HOUR) return commit(database.db(), ground.keys, input, () => new Date(last));
          tries += 1;
          throw new Error('The database does not answer.');
        },
      });
      const moved = (reason: string): Act => ({
        type: 'change-stay',
        start: stay.start,
        end: addDays(stay.end, 1),
        reason,
      });
      const soon = new Date(from + 65_000).toISOString();
      const [decided, waiting, patient] = [freshId(), freshId(), freshId()];
      const first = file.send(officer, moved('Decided in time'), { id: decided, notAfter: soon, timeoutMs: 3_000 });
      await until('its commit being tried', () => tries > 0);
      const sent = await atOnce([
        first,
        file.send(officer, moved('Never decided'), { id: waiting, notAfter: soon, timeoutMs: 3_000 }),
        file.send(officer, moved('Not given up'), { id: patient, timeoutMs: 3_000 }),
      ]);
      expect(sent.map(({ kind }) => kind)).to.deep.equal(['pending', 'pending', 'pending']);
      await env.sleep(2 * HOUR + HOUR / 6);
      const after = await file.until(
        (s) => s.clocks['details']?.reminders.includes(reminder) === false,
        'the reminder',
      );
      expect(tries).to.be.greaterThan(10);
      expect(last - from).to.be.greaterThan(2 * HOUR);

      expect((await file.answer(patient))?.outcome).to.have.property('answer');
      for (const id of [decided, waiting])
        expect((await file.answer(id))?.outcome).to.have.nested.property('refusal.code', 'too-late');
      const history = await file.history();
      expect(history.map((e) => e.seq)).to.deep.equal(history.map((_, n) => n + 1));
      expect(history.flatMap(({ event }) => (event.type === 'stay-changed' ? [event.reason] : []))).to.deep.equal([
        'Not given up',
      ]);
      const reminded = history.flatMap(({ event }) => (event.type === 'reminded' ? event.planned : []));
      expect(reminded.filter((planned) => planned === reminder)).to.have.length(1);
      expect(after.clocks['details']?.missed).to.equal(false);
      expect((await now()) - from).to.be.lessThan(DAY);
    });
  });
});
