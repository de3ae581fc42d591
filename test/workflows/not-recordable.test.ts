import { expect } from 'chai';
import { recordsActivities } from '../../activities/records.ts';
import type { Commit, Committed } from '../../db/records/commit.ts';
import type { Act } from '../../domain/mobility/commands.ts';
import { forEachDatabase } from '../support/database.ts';
import { openGround, type Ground } from '../support/ground.ts';
import { freshId, inDays, opened } from '../support/live-file.ts';
import { officer } from '../support/mobility.ts';
import { temporalAddress } from '../support/temporal.ts';
import { addPaper } from '../support/travel.ts';

describe('a commit that cannot be written, however often it is tried', function () {
  this.timeout(60_000);

  forEachDatabase((_kind, database) => {
    let ground: Ground;
    before(async () => {
      ground = await openGround({ db: database.db(), address: await temporalAddress() });
      await ground.startWorkers();
    });
    after(() => ground.stop());

    /** As a fault of ours would make it: events that do not follow one another. */
    const broken = (input: Commit): Promise<Committed> => {
      if (!('events' in input.decided)) throw new Error('It was refused.');
      const events = input.decided.events.map((recorded) => ({ ...recorded, seq: recorded.seq + 1 }));
      const { effects } = input.decided;
      return recordsActivities(database.db(), ground.keys).commit({ ...input, decided: { events, effects } });
    };
    const isOf = (type: string, { decided }: Commit): boolean =>
      'events' in decided && decided.events.some(({ event }) => event.type === type);
    const later = (days: number): Act => ({
      type: 'change-stay',
      start: inDays(180),
      end: inDays(480 + days),
      reason: 'Longer',
    });

    it('is refused to who waits for it, and does not hold up the file', async () => {
      const file = await opened(ground);
      let tries = 0;
      ground.tampered.set(file.reference, {
        commit: (real, input) => {
          if (!isOf('stay-changed', input)) return real();
          tries += 1;
          return tries === 1 ? broken(input) : real();
        },
      });
      const id = freshId();
      const sent = await file.send(officer, later(1), { id });
      expect(sent.kind === 'refused' ? sent.refusal.code : sent.kind).to.equal('internal-error');
      expect(await file.answer(id)).to.equal(undefined);
      await file.accepted(officer, later(2));
      expect(tries).to.equal(2);
      expect((await file.state()).stay.end).to.equal(inDays(482));
    });

    it('is a failure of the effect whose result it was, which is tried again', async () => {
      const file = await opened(ground);
      let tries = 0;
      ground.tampered.set(file.reference, {
        commit: (real, input) => {
          if (!isOf('document-inspected', input)) return real();
          tries += 1;
          return tries === 1 ? broken(input) : real();
        },
      });
      await addPaper(file, 'passport');
      await file.until(({ effects }) => Object.keys(effects).length === 0, 'the effect done');
      const failures = (await file.history()).flatMap(({ event }) =>
        event.type === 'effect-failed' ? [event.code] : [],
      );
      expect(failures).to.deep.equal(['not-recordable']);
      expect(await file.count('document-inspected')).to.equal(1);
    });
  });
});
