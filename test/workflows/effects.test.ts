import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { expect } from 'chai';
import { selectOne } from '../../db/sql.ts';
import { forEachDatabase } from '../support/database.ts';
import { openGround, type Ground } from '../support/ground.ts';
import { opened, type LiveFile } from '../support/live-file.ts';
import { officer, student } from '../support/mobility.ts';
import { skippingTime } from '../support/skipping-time.ts';
import { addPaper } from '../support/travel.ts';

const MINUTE = 60_000;

describe('effects that fail', function () {
  this.timeout(40_000);

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

    const incidents = async ({ reference }: LiveFile): Promise<number | undefined> =>
      (
        await selectOne<{ incidents: number }>(database.db(), 'SELECT incidents FROM mobilities WHERE reference = ?', [
          reference,
        ])
      )?.incidents;
    const refused = async (file: LiveFile, act: Parameters<LiveFile['send']>[1]): Promise<string> => {
      const sent = await file.send(act.type === 'withdraw' ? student : officer, act);
      return sent.kind === 'refused' ? sent.refusal.code : sent.kind;
    };

    /** A file whose inspection of the passport fails until it is mended. */
    const failing = async (): Promise<{ file: LiveFile; effect: string; tries: () => number; mend: () => void }> => {
      const file = await opened(ground);
      let tries = 0;
      let broken = true;
      ground.tampered.set(file.reference, {
        effect: (real) => {
          tries += 1;
          return broken ? Promise.reject(new Error('The scanner does not answer.')) : real();
        },
      });
      await addPaper(file, 'passport');
      const state = await file.until((s) => Object.keys(s.effects).length === 1, 'the effect under way');
      const mend = (): void => {
        broken = false;
      };
      return { file, effect: Object.keys(state.effects)[0]!, tries: () => tries, mend };
    };
    it('are tried six times, then staff see why, try again with a reason, and it is done', async () => {
      const { file, effect, tries, mend } = await failing();
      expect(await incidents(file)).to.equal(0);
      await env.sleep(30 * MINUTE);
      await file.until(({ effects }) => effects[effect]?.status === 'incident', 'the incident');
      const waits = (await file.history()).flatMap(({ at, event }) =>
        event.type === 'effect-failed'
          ? [event.retryAt === undefined ? null : (Date.parse(event.retryAt) - Date.parse(at)) / 1000]
          : [],
      );
      expect(waits).to.deep.equal([2, 10, 60, 300, 900, null]);
      expect(tries()).to.equal(6);
      const state = await file.state();
      expect(state.effects[effect]).to.include({ attempts: 6, lastError: 'The scanner does not answer.' });
      expect(await incidents(file)).to.equal(1);
      expect(await refused(file, { type: 'retry-effect', effect, reason: ' ' })).to.equal('reason-missing');
      expect(await refused(file, { type: 'skip-effect', effect, reason: 'No scanner' })).to.equal('not-ready');

      mend();
      await file.accepted(officer, { type: 'retry-effect', effect, reason: 'The scanner is back.' });
      await file.until(({ effects }) => effects[effect] === undefined, 'the effect done');
      expect(tries()).to.equal(7);
      expect(await incidents(file)).to.equal(0);
      expect(await refused(file, { type: 'retry-effect', effect, reason: 'Again' })).to.equal('effect-settled');
    });

    it('that succeed in between are no incident', async () => {
      const { file, effect, tries, mend } = await failing();
      await file.until(({ effects }) => effects[effect]?.status === 'retrying', 'the first failure');
      mend();
      await env.sleep(MINUTE);
      await file.until(({ effects }) => effects[effect] === undefined, 'the effect done');
      expect(tries()).to.equal(2);
      expect(await incidents(file)).to.equal(0);
      expect(await file.count('document-inspected')).to.equal(1);
    });
  });
});
