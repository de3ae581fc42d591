import { expect } from 'chai';
import { inspect } from 'node:util';
import { inTransaction } from '../../db/connect.ts';
import { commit } from '../../db/records/commit.ts';
import { readMobility } from '../../db/records/read.ts';
import { execute, selectOne } from '../../db/sql.ts';
import { hashOf } from '../../domain/hash.ts';
import { decide } from '../../domain/mobility/decide.ts';
import { isRefusal } from '../../domain/refusal.ts';
import type { Act } from '../../domain/mobility/commands.ts';
import { ACT_UPDATE } from '../../workflows/contract.ts';
import type { Sent } from '../../workflows/send.ts';
import { forEachDatabase } from '../support/database.ts';
import { until } from '../dev/local.ts';
import { startKillable, type Killable } from '../support/killable.ts';
import { addPaper } from '../support/travel.ts';
import { openGround, type Ground } from '../support/ground.ts';
import { atOnce, freshId, inDays, opened, type LiveFile } from '../support/live-file.ts';
import { officer, student, system } from '../support/mobility.ts';
import { FOREVER } from '../support/records.ts';
import { temporalAddress } from '../support/temporal.ts';

const moved = (days: number, reason = 'Longer'): Act => ({
  type: 'change-stay',
  start: inDays(180),
  end: inDays(480 + days),
  reason,
});
const summary = (sent: Sent): string => (sent.kind === 'refused' ? sent.refusal.code : sent.kind);

describe('the mobility workflow when something breaks', function () {
  this.timeout(40_000);

  forEachDatabase((kind, database) => {
    let ground: Ground;
    before(async () => {
      ground = await openGround({ db: database.db(), address: await temporalAddress() });
      await ground.startWorkers();
    });
    after(() => ground.stop());

    const once = async (file: LiveFile): Promise<void> => {
      expect(await file.count('stay-changed')).to.equal(1);
      const events = await file.history();
      expect(events.map((e) => e.seq)).to.deep.equal(events.map((_, n) => n + 1));
    };

    it('records once what was committed when the word of it got lost', async () => {
      const file = await opened(ground);
      let tries = 0;
      ground.tampered.set(file.reference, {
        commit: async (real) => {
          const committed = await real();
          if ((tries += 1) === 1) throw new Error('The connection was lost after the commit.');
          return committed;
        },
      });
      const id = freshId();
      const sent = await file.send(officer, moved(1), { id });
      expect(summary(sent)).to.equal('done');
      expect(tries).to.be.greaterThan(1);
      expect((await file.answer(id))?.outcome).to.deep.equal({ answer: sent.kind === 'done' && sent.answer });
      await once(file);
    });

    it('records once what was committed by a try that never answers, and goes on', async () => {
      const file = await opened(ground);
      const never = Promise.withResolvers<never>();
      let tries = 0;
      ground.tampered.set(file.reference, {
        commit: async (real) => {
          const committed = await real();
          return (tries += 1) === 1 ? never.promise : committed;
        },
      });
      expect(summary(await file.send(officer, moved(1)))).to.equal('done');
      await once(file);
      expect(summary(await file.send(officer, moved(2)))).to.equal('done');
      never.reject(new Error('The test is over.'));
    });

    it('waits for a database that is down, then answers whoever waits', async () => {
      const file = await opened(ground);
      const from = Date.now();
      const failures: number[] = [];
      ground.tampered.set(file.reference, {
        commit: (real) => {
          if (Date.now() - from > 3_000) return real();
          failures.push(Date.now() - from);
          return Promise.reject(new Error('The database does not answer.'));
        },
      });
      const sent = await atOnce([file.send(officer, moved(1)), file.send(officer, moved(2))]);
      expect(sent.map(summary)).to.deep.equal(['done', 'done']);
      // Three quick tries, then patient ones.
      expect(failures).to.have.length.greaterThan(4);
      expect(await file.count('stay-changed')).to.equal(2);
    });

    it('says that nothing is known yet while no worker is there, and does it when one is back', async () => {
      const away = await openGround({ db: database.db(), address: ground.address });
      try {
        const workers = await away.startWorkers();
        const file = await opened(away);
        await workers.stop();
        const [id, late] = [freshId(), freshId()];
        const notAfter = new Date(Date.now() + 200).toISOString();
        const sent = await atOnce([
          file.send(officer, moved(1), { id, timeoutMs: 700 }),
          file.send(officer, moved(2), { id: late, notAfter, timeoutMs: 700 }),
        ]);
        expect(sent.map(summary)).to.deep.equal(['pending', 'pending']);
        expect(await file.answer(id)).to.equal(undefined);
        await away.startWorkers();
        expect(summary(await file.send(officer, moved(1), { id }))).to.equal('done');
        expect(await file.answer(id)).to.have.nested.property('outcome.answer');
        expect(summary(await file.send(officer, moved(2), { id: late, notAfter }))).to.equal('too-late');
        await once(file);
      } finally {
        await away.stop();
      }
    });

    it('refuses, and writes nothing, when the records were restored to an older state', async () => {
      const file = await opened(ground);
      const { reference } = file;
      const old = await selectOne<Record<string, unknown>>(database.db(), 'SELECT * FROM heads WHERE reference = ?', [
        reference,
      ]);
      await file.accepted(officer, moved(1));
      const { rev, hash, snapshot, snapshot_rev, updated_at } = old ?? {};
      await inTransaction(database.db(), async (tx) => {
        await execute(tx, 'DELETE FROM events WHERE reference = ? AND seq > ?', [reference, rev as number]);
        await execute(
          tx,
          'UPDATE heads SET rev = ?, hash = ?, snapshot = ?, snapshot_rev = ?, updated_at = ? WHERE reference = ?',
          [rev as number, hash as string, snapshot as Buffer, snapshot_rev as number, updated_at as string, reference],
        );
      });
      const id = freshId();
      expect(summary(await file.send(officer, moved(2), { id }))).to.equal('records-behind');
      expect((await file.state()).rev).to.equal(rev);
      expect(await file.answer(id)).to.equal(undefined);
      // What an administrator does: end the run; the next one starts from the records as they are.
      await file.handle.terminate('restored');
      await file.accepted(officer, moved(3));
      await once(file);
    });

    it('does not deny what the records say, when a crash has left its run behind them', async () => {
      const file = await opened(ground);
      const { reference } = file;
      // What is left when worker and Temporal are killed between the commit and the end of its task.
      const act: Act = { type: 'withdraw', reason: 'My plans have changed.' };
      const found = await readMobility(database.db(), ground.keys, reference);
      const command = { id: freshId(), bodyHash: hashOf(act) };
      const at = new Date().toISOString();
      const decision = decide(
        found!.procedure,
        found!.state,
        { ...command, actor: student, act, facts: {}, notAfter: FOREVER },
        at,
      );
      if (isRefusal(decision)) throw new Error(decision.code);
      await commit(database.db(), ground.keys, { reference, expected: found!.head, command, at, decided: decision });
      const { rev, status } = await file.state();
      expect(status).to.equal('closed');
      const reopen: Act = { type: 'reopen', reason: 'She comes after all.' };
      expect(summary(await file.send(officer, reopen, { seen: rev }))).to.equal('done');
      const types = (await file.history()).map(({ event }) => event.type);
      expect(types.slice(rev - 1)).to.include.members(['mobility-reopened']);
    });

    it('goes on from the records when its run was ended or deleted', async () => {
      const file = await opened(ground);
      await file.accepted(officer, moved(1));
      await file.handle.terminate('lost');
      await file.accepted(officer, moved(2));
      const { runId } = await file.handle.describe();
      await ground.client.workflowService.deleteWorkflowExecution({
        namespace: 'default',
        workflowExecution: { workflowId: file.handle.workflowId, runId },
      });
      await file.accepted(officer, moved(3));
      expect(await file.count('stay-changed')).to.equal(3);
    });

    it('does what was under way when its run was ended', async () => {
      const file = await opened(ground);
      const held = Promise.withResolvers<null>();
      const asked = Promise.withResolvers<null>();
      ground.tampered.set(file.reference, {
        commit: async (real) => {
          asked.resolve(null);
          await held.promise;
          return real();
        },
      });
      const sending = file.send(officer, moved(1));
      await asked.promise;
      await file.handle.terminate('lost');
      held.resolve(null);
      expect(summary(await sending)).to.equal('done');
      await once(file);
    });

    it('does what it had taken when its run was ended', async () => {
      const file = await opened(ground);
      let tries = 0;
      const patient = Promise.withResolvers<null>();
      ground.tampered.set(file.reference, {
        commit: (real) => {
          tries += 1;
          if (tries === 5) patient.resolve(null);
          return tries < 6 ? Promise.reject(new Error('The database does not answer.')) : real();
        },
      });
      const sending = file.send(officer, moved(1));
      await patient.promise;
      await file.handle.terminate('lost');
      expect(summary(await sending)).to.equal('done');
      await once(file);
    });

    it('goes on for all others when the key of one cannot be read any more', async () => {
      const lost = await opened(ground);
      const other = await opened(ground);
      const asked = Promise.withResolvers<null>();
      const held = Promise.withResolvers<never>();
      const effect = () => {
        asked.resolve(null);
        return held.promise;
      };
      ground.tampered.set(lost.reference, { effect });
      await addPaper(lost, 'passport');
      await asked.promise;
      await execute(database.db(), 'DELETE FROM data_keys WHERE reference = ?', [lost.reference]);
      ground.keys.forget(lost.reference);
      held.reject(new Error('The scanner does not answer.'));
      await addPaper(other, 'passport');
      await other.until((s) => Object.keys(s.effects).length === 0, 'the effect done');
      await lost.handle.terminate('erased');
    });

    // What a kill does to the file of SQLite is seen in the demonstration.
    if (kind === 'sqlite') return;

    describe('with its worker in a process of its own', () => {
      let far: Ground;
      before(async () => {
        far = await openGround({ db: database.db(), address: ground.address });
      });
      after(() => far.stop());

      it('records once what was committed when the worker is killed right then', async () => {
        const doomed = await startKillable(far, database.url(), { afterCommitOf: 'stay-changed' });
        const file = await opened(far);
        const id = freshId();
        const sending = file.send(officer, moved(1), { id });
        await doomed.died();
        expect(await file.count('stay-changed')).to.equal(1);
        const next = await startKillable(far, database.url());
        const sent = await sending;
        expect(summary(sent)).to.equal('done');
        expect((await file.answer(id))?.outcome).to.deep.equal({ answer: sent.kind === 'done' && sent.answer });
        await once(file);
        await next.kill();
      });

      it('waits while worker after worker ends in the middle of the same task, for one that does not', async () => {
        const doomed = (): Promise<Killable> => startKillable(far, database.url(), { afterCommitOf: 'stay-changed' });
        let dying = await doomed();
        const file = await opened(far);
        const timeoutMs = 80_000;
        const first = file.send(officer, moved(1), { timeoutMs });
        await dying.died();
        for (let deaths = 2; deaths <= 3; deaths += 1) {
          dying = await doomed();
          await dying.died();
        }
        const tick = {
          id: null,
          bodyHash: '',
          actor: system,
          act: { type: 'tick' },
          facts: {},
          notAfter: FOREVER,
        } as const;
        const isRefused = (): Promise<boolean> =>
          far.client
            .withDeadline(Date.now() + 1_000, () => file.handle.executeUpdate(ACT_UPDATE, { args: [tick] }))
            .then(
              () => false,
              (error: unknown) => inspect(error).includes('Workflow Task in failed state'),
            );
        await until('the server taking nothing for this run', isRefused, 30_000);
        const next = freshId();
        expect(summary(await file.send(officer, moved(2), { id: next, timeoutMs: 1_000 }))).to.equal('pending');
        const again = file.send(officer, moved(2), { id: next, timeoutMs });
        const healthy = await startKillable(far, database.url());
        try {
          expect((await atOnce([first, again])).map(summary)).to.deep.equal(['done', 'done']);
          expect(await file.count('stay-changed')).to.equal(2);
        } finally {
          await healthy.kill();
        }
      }).timeout(120_000);

      it('is served by two processes at once, and by the other when one is killed', async () => {
        const one = await startKillable(far, database.url());
        const two = await startKillable(far, database.url());
        const files = [await opened(far), await opened(far)];
        const send = (n: number) => atOnce(files.map((file) => file.send(officer, moved(n))));
        const before = await atOnce([1, 2, 3].map(send));
        await one.kill();
        const after = await atOnce([4, 5, 6].map(send));
        expect([...before, ...after].flat().map(summary)).to.deep.equal(Array.from({ length: 12 }, () => 'done'));
        for (const file of files) expect(await file.count('stay-changed')).to.equal(6);
        await two.kill();
      });

      it('tries an effect again whose worker was killed in the middle', async () => {
        const doomed = await startKillable(far, database.url(), 'effects-never-end');
        const file = await opened(far);
        const paper = addPaper(file, 'passport');
        await doomed.said('effect');
        await paper;
        await doomed.kill();
        const next = await startKillable(far, database.url());
        await file.until((s) => Object.keys(s.effects).length === 0, 'the effect done');
        const types = (await file.history()).map(({ event }) => event.type);
        expect(types.filter((t) => t.startsWith('effect-'))).to.deep.equal([
          'effect-requested',
          'effect-started',
          'effect-failed',
          'effect-started',
          'effect-done',
        ]);
        expect(types.filter((t) => t === 'document-inspected')).to.have.length(1);
        await next.kill();
      });
    });
  });
});
