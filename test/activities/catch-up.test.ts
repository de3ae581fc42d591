import { expect } from 'chai';
import { catchUp, type Looked } from '../../activities/catch-up.ts';
import { commit } from '../../db/records/commit.ts';
import { readMobility } from '../../db/records/read.ts';
import type { Actor } from '../../domain/authority/actor.ts';
import { hashOf } from '../../domain/hash.ts';
import type { Act, Facts } from '../../domain/mobility/commands.ts';
import { decide } from '../../domain/mobility/decide.ts';
import { isRefusal } from '../../domain/refusal.ts';
import { VIEW_QUERY, type View } from '../../workflows/contract.ts';
import { forEachDatabase } from '../support/database.ts';
import { openGround, type Ground } from '../support/ground.ts';
import { freshId, inDays, opened, type LiveFile } from '../support/live-file.ts';
import { officer, student } from '../support/mobility.ts';
import { FOREVER } from '../support/records.ts';
import { temporalAddress } from '../support/temporal.ts';

const A_YEAR = 365 * 24 * 60;

describe('catching up', function () {
  this.timeout(60_000);

  forEachDatabase((_kind, database) => {
    let ground: Ground;
    before(async () => {
      ground = await openGround({ db: database.db(), address: await temporalAddress() });
      await ground.startWorkers();
    });
    after(() => ground.stop());

    /** What is left when worker and Temporal are killed between the commit and the end of its task. */
    async function committedUnheard(file: LiveFile, actor: Actor, act: Act, facts: Facts = {}): Promise<void> {
      const found = await readMobility(database.db(), ground.keys, file.reference);
      const command = { id: freshId(), bodyHash: hashOf(act) };
      const at = new Date().toISOString();
      const decided = decide(found!.procedure, found!.state, { ...command, actor, act, facts, notAfter: FOREVER }, at);
      if (isRefusal(decided)) throw new Error(decided.code);
      await commit(database.db(), ground.keys, {
        reference: file.reference,
        expected: found!.head,
        command,
        at,
        decided,
      });
    }
    const log = { warn: () => undefined };
    const nothing = (): Looked => ({ until: new Map(), last: '' });
    const round = (minutes = 1, looked = nothing()): Promise<number> => {
      const { db, client, queue: taskQueue } = ground;
      const now = (): Date => new Date(Date.now() + minutes * 60_000);
      return catchUp({ db, client, log, now, options: { taskQueue } }, looked);
    };
    const known = async (file: LiveFile): Promise<number> => (await file.handle.query<View>(VIEW_QUERY)).rev;

    it('starts an effect whose request the run never heard of, and then leaves it alone', async () => {
      const file = await opened(ground);
      await committedUnheard(
        file,
        student,
        { type: 'add-document', task: 'papers', document: 'passport', file: 'file-passport' },
        { file: { document: 'file-passport', sha256: 'a'.repeat(64), size: 10, name: 'x' } },
      );
      const looked = nothing();
      expect(await round(1, looked)).to.equal(1);
      await file.until((s) => Object.keys(s.effects).length === 0, 'the effect done');
      expect(await file.count('document-inspected')).to.equal(1);
      expect(looked.until.has(file.reference)).to.equal(true);
      expect(await round()).to.equal(0);
    });

    const sooner: Act = { type: 'change-stay', start: inDays(150), end: inDays(480), reason: 'Sooner' };

    it('tells a run of a date that it never heard of, once that has passed', async () => {
      const file = await opened(ground);
      await committedUnheard(file, officer, sooner);
      const { rev } = await file.state();
      expect(await known(file)).to.be.lessThan(rev);
      expect(await round()).to.equal(0);
      expect(await round(A_YEAR)).to.equal(1);
      expect(await known(file)).to.equal(rev);
    });

    it('starts a run where there is none any more', async () => {
      const file = await opened(ground);
      await committedUnheard(file, officer, sooner);
      await file.handle.terminate('lost');
      expect(await round(A_YEAR)).to.equal(1);
      const { rev } = await file.state();
      // A run that was just started answers before it has read its records.
      while ((await known(file)) < rev) await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await known(file)).to.equal(rev);
    });
  });
});
