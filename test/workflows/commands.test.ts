import { expect } from 'chai';
import { hashOf } from '../../domain/hash.ts';
import type { Act } from '../../domain/mobility/commands.ts';
import type { Sent } from '../../workflows/send.ts';
import { forEachDatabase } from '../support/database.ts';
import { openGround, type Ground } from '../support/ground.ts';
import { atOnce, freshId, inDays, nominated, opened, type LiveFile } from '../support/live-file.ts';
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

    it('do once what is sent twice at once with the same id, and answer both alike', async () => {
      const file = await opened(ground);
      const id = freshId();
      const sent = await atOnce([1, 2, 3].map(() => file.send(officer, moved(1), { id })));
      expect(sent.map(summary)).to.deep.equal(['done', 'done', 'done']);
      expect(sent[1]).to.deep.equal(sent[0]);
      expect(sent[2]).to.deep.equal(sent[0]);
      expect(await file.send(officer, moved(1), { id })).to.deep.equal(sent[0]);
      expect(await file.count('stay-changed')).to.equal(1);
    });

    it('refuse the id of another body, sent later or at the same time', async () => {
      const file = await opened(ground);
      const id = freshId();
      const both = await atOnce([
        file.send(officer, moved(1), { id }),
        file.send(officer, moved(2), { id, bodyHash: hashOf('other') }),
      ]);
      expect(both.map(summary).sort()).to.deep.equal(['done', 'key-reused']);
      expect(summary(await file.send(officer, moved(3), { id }))).to.equal('key-reused');
      expect(await file.count('stay-changed')).to.equal(1);
    });

    it('are each done exactly once when eight clients send them, through new runs', async () => {
      const file = await opened(ground, { continueAfter: 25 });
      const clients = Array.from({ length: 8 }, (_, client) => client);
      const acknowledged = await atOnce(
        clients.map(async (client) => {
          const reasons: string[] = [];
          for (let n = 0; n < 6; n += 1) {
            const reason = `client ${String(client)}, ${String(n)}`;
            const sent = await file.send(officer, moved(10 * client + n, reason));
            expect(summary(sent), reason).to.equal('done');
            reasons.push(reason);
          }
          return reasons;
        }),
      );
      const recorded = (await file.history()).flatMap(({ event }) =>
        event.type === 'stay-changed' ? [event.reason] : [],
      );
      expect(recorded.sort()).to.deep.equal(acknowledged.flat().sort());
      await contiguous(file);
    });

    it('may come in a crowd: more at once than a run takes', async () => {
      const file = await opened(ground);
      const sent = await atOnce(Array.from({ length: 24 }, (_, n) => file.send(officer, moved(n, String(n)))));
      expect(sent.map(summary)).to.deep.equal(sent.map(() => 'done'));
      expect(await file.count('stay-changed')).to.equal(24);
    });

    it('are refused after their time, and nothing is recorded', async () => {
      const file = await opened(ground);
      const { rev } = await file.state();
      const id = freshId();
      const notAfter = new Date(Date.now() - 1).toISOString();
      expect(summary(await file.send(officer, moved(1), { id, notAfter }))).to.equal('too-late');
      expect((await file.state()).rev).to.equal(rev);
      expect(await file.answer(id)).to.equal(undefined);
    });

    it('are refused once the file is closed, until it is reopened, which starts a new run', async () => {
      const file = await opened(ground);
      await file.accepted(student, { type: 'withdraw', reason: 'My plans have changed.' });
      expect(await ended(file)).to.equal('COMPLETED');
      const first = (await file.handle.describe()).runId;
      expect(summary(await file.send(officer, moved(1)))).to.equal('mobility-closed');
      expect(await ended(file)).to.equal('COMPLETED');
      await file.accepted(officer, { type: 'reopen', reason: 'A mistake' });
      expect(await status(file)).to.equal('RUNNING');
      expect((await file.handle.describe()).runId).to.not.equal(first);
      await file.accepted(officer, moved(1));
      await contiguous(file);
    });

    it('that come while the file closes get an answer each, and only those before the end are done', async () => {
      const file = await opened(ground);
      const sent = await atOnce([
        file.send(student, { type: 'withdraw', reason: 'My plans have changed.' }),
        ...Array.from({ length: 6 }, (_, n) => file.send(officer, moved(n, String(n)))),
      ]);
      expect(sent.map(summary)).to.satisfy((all: string[]) =>
        all.every((one) => one === 'done' || one === 'mobility-closed'),
      );
      expect(await file.count('stay-changed')).to.equal(sent.filter(({ kind }) => kind === 'done').length - 1);
      const types = (await file.history()).map(({ event }) => event.type);
      expect(types.lastIndexOf('stay-changed')).to.be.lessThan(types.indexOf('mobility-withdrawn'));
    });

    it('to withdraw are taken while an effect runs; its result comes to nothing, and then the run ends', async () => {
      const file = await opened(ground);
      const held = Promise.withResolvers<null>();
      ground.tampered.set(file.reference, { effect: (real) => held.promise.then(real) });
      await addPaper(file, 'passport');
      await file.accepted(student, { type: 'withdraw', reason: 'My plans have changed.' });
      expect(await status(file)).to.equal('RUNNING');
      held.resolve(null);
      expect(await ended(file)).to.equal('COMPLETED');
      const state = await file.state();
      expect(state.effects).to.deep.equal({});
      await contiguous(file);
    });
  });
});
