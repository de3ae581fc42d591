import { expect } from 'chai';
import { hashOf } from '../../domain/hash.ts';
import type { Act } from '../../domain/mobility/commands.ts';
import type { Sent } from '../../workflows/send.ts';
import { forEachDatabase } from '../support/database.ts';
import { openGround, type Ground } from '../support/ground.ts';
import { freshId, inDays, nominated, opened, type LiveFile } from '../support/live-file.ts';
import { birthOf, officer, student } from '../support/mobility.ts';
import { exampleProcedure } from '../support/procedures.ts';
import { temporalAddress } from '../support/temporal.ts';
import { addPaper, travel } from '../support/travel.ts';

const procedure = exampleProcedure('caen', 'erasmus-study');
const moved = (days: number, reason = 'Longer'): Act => ({
  type: 'change-stay',
  start: inDays(180),
  end: inDays(480 + days),
  reason,
});
const summary = (sent: Sent): string => (sent.kind === 'refused' ? sent.refusal.code : sent.kind);

describe('commands to the mobility workflow', function () {
  this.timeout(30_000);

  forEachDatabase((_kind, database) => {
    let ground: Ground;
    before(async () => {
      ground = await openGround({ db: database.db(), address: await temporalAddress() });
      await ground.startWorkers();
    });
    after(() => ground.stop());

    const contiguous = async (file: LiveFile): Promise<void> => {
      const events = await file.history();
      expect(events.map((e) => e.seq)).to.deep.equal(events.map((_, n) => n + 1));
    };
    const status = async (file: LiveFile): Promise<string> => (await file.handle.describe()).status.name;
    const ended = async (file: LiveFile): Promise<string> => {
      await file.handle.result();
      return status(file);
    };

    it('take one mobility from nomination to transcript; its run is completed then', async () => {
      const file = await nominated(ground, { birth: birthOf(procedure, { start: inDays(-120), end: inDays(0) }) });
      await file.wake();
      await travel(file);
      const state = await file.until((s) => Object.keys(s.effects).length === 0, 'all effects done');
      expect(state).to.include({ status: 'closed', outcome: 'completed' });
      expect(state.issued.map((i) => i.name).sort()).to.deep.equal([
        'render-certificate.pdf',
        'render-certificate.pdf',
        'render-transcript.pdf',
        'seal-agreement.pdf',
      ]);
      await contiguous(file);
      expect(await ended(file)).to.equal('COMPLETED');
    });
  });
});
