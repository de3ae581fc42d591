import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { expect } from 'chai';
import type { EffectActivities } from '../../activities/effects/contract.ts';
import { readRequest } from '../../db/records/outbox.ts';
import { addDays } from '../../domain/time/civil.ts';
import { forEachDatabase } from '../support/database.ts';
import { madeUp } from '../support/effects.ts';
import { birthOf, calendar, officer, student } from '../support/mobility.ts';
import { exampleProcedure } from '../support/procedures.ts';
import { skippingTime } from '../support/skipping-time.ts';
import { startShell, type Shell } from '../support/workflow.ts';

const DAY = 86_400_000;
const procedure = exampleProcedure('caen', 'erasmus-study');

describe('the mobility workflow, months in seconds', function () {
  this.timeout(60_000);
  let env: TestWorkflowEnvironment;
  let today: string;
  // A server for each test: its clock is one for all that it runs.
  beforeEach(async () => {
    env = await skippingTime();
    today = new Date(await env.currentTimeMs()).toISOString().slice(0, 10);
  });

  forEachDatabase((_kind, database) => {
    let shell: Shell | undefined;
    afterEach(async () => {
      await shell?.stop();
      shell = undefined;
      await env.teardown();
    });
    const effects = (): EffectActivities => ({
      runEffect: async ({ effect }) => madeUp((await readRequest(database.db(), shellOf().keys, effect))?.request),
    });
    const shellOf = (): Shell => {
      if (shell === undefined) throw new Error('not started');
      return shell;
    };
    const open = async (days: number, more: { continueAfter?: number } = {}): Promise<Shell> => {
      const stay = { start: addDays(today, days), end: addDays(today, days + 300) };
      const birth = {
        ...birthOf(procedure, stay),
        calendar: { ...calendar, offsets: [{ from: '2000-01-01T00:00:00.000Z', minutes: 60 }] },
      };
      shell = await startShell({
        db: database.db(),
        address: env.address,
        procedure,
        birth,
        effects: effects(),
        ...more,
      });
      // Any command brings the first run to life; the sweep does it in production.
      await shell.send(officer, { type: 'reopen', reason: 'wake' });
      await shell.until((s) => s.tasks['details']?.status === 'open', 'the details to be open');
      return shell;
    };

    it('reminds, misses a deadline, and is withdrawn, over ten months', async () => {
      const it = await open(200);
      await env.sleep(96 * DAY + 12 * 3_600_000);
      await it.until((s) => (s.clocks['details']?.reminders.length ?? 9) === 1, 'the first reminder');
      await env.sleep(20 * DAY);
      const late = await it.until((s) => s.clocks['details']?.missed === true, 'the missed deadline');
      expect(late.clocks['details']?.reminders).to.deep.equal([]);
      await env.sleep(180 * DAY);
      await it.accepted(student, { type: 'withdraw', reason: 'My plans have changed.' });
      const closed = await it.state();
      expect(closed).to.include({ status: 'closed', outcome: 'withdrawn' });
      const types = (await it.history()).map((e) => e.event.type);
      expect(types.filter((t) => t === 'reminded')).to.have.length(4);
      expect(types.filter((t) => t === 'deadline-missed')).to.have.length(2);
    });

    it('continues as new in the middle and loses nothing', async () => {
      const it = await open(200, { continueAfter: 3 });
      for (const name of ['Ana', 'Bea', 'Cleo', 'Dora', 'Eva', 'Fay', 'Gil']) {
        const state = await it.state();
        const task = state.tasks['details'];
        const refused = await it.send(student, {
          type: 'submit-form',
          task: 'details',
          version: (task?.version ?? 0) + 1,
          answers: {},
        });
        expect(refused.kind, name).to.equal('refused');
        await it.accepted(officer, {
          type: 'change-stay',
          start: state.stay.start,
          end: addDays(state.stay.end, 1),
          reason: name,
        });
      }
      const events = await it.history();
      expect(events.map((e) => e.seq)).to.deep.equal(events.map((_, n) => n + 1));
      expect(events.filter((e) => e.event.type === 'stay-changed')).to.have.length(7);
      const runs = await runsOf(it);
      expect(runs).to.be.greaterThan(1);
    });
  });

  async function runsOf(shell: Shell): Promise<number> {
    const handle = shell.client.workflow.getHandle(`mobility:caen:${shell.reference}`);
    const { runId } = await handle.describe();
    const history = await handle.fetchHistory();
    const first = history.events?.[0]?.workflowExecutionStartedEventAttributes;
    return first?.firstExecutionRunId !== undefined && first.firstExecutionRunId !== runId ? 2 : 1;
  }
});
