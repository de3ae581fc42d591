import { expect } from 'chai';
import { connect } from '../../../db/connect.ts';
import { randomKey } from '../../../db/crypto.ts';
import { makeKeys } from '../../../db/keys.ts';
import { commit, type Commit, type Committed } from '../../../db/records/commit.ts';
import { eventHash, GENESIS } from '../../../db/records/chain.ts';
import { load, readHistory, readMobility } from '../../../db/records/read.ts';
import { execute, select } from '../../../db/sql.ts';
import { hashOf } from '../../../domain/hash.ts';
import type { Command } from '../../../domain/mobility/commands.ts';
import { decide } from '../../../domain/mobility/decide.ts';
import { replay } from '../../../domain/mobility/evolve.ts';
import { isRefusal, refuse } from '../../../domain/refusal.ts';
import { forEachDatabase } from '../../support/database.ts';
import { birthOf, command, officer } from '../../support/mobility.ts';
import { exampleProcedure } from '../../support/procedures.ts';
import { freshReference, unborn } from '../../support/records.ts';

const procedure = exampleProcedure('caen', 'erasmus-study');
const NOW = '2026-03-02T10:00:00.000Z';

describe('committing to the records', () => {
  forEachDatabase((_kind, database) => {
    const keys = makeKeys(randomKey());

    async function input(reference: string, sent: Command): Promise<Commit> {
      const found = await readMobility(database.db(), keys, reference);
      if (found === undefined) throw new Error('no such mobility');
      const decided = decide(procedure, found.state, sent, NOW);
      return {
        reference,
        expected: found.head,
        command: { id: sent.id, bodyHash: sent.bodyHash },
        at: NOW,
        decided: isRefusal(decided) ? { refusal: decided } : decided,
      };
    }
    const send = async (reference: string, sent: Command): Promise<Committed> =>
      commit(database.db(), keys, await input(reference, sent));
    const stay = (end: string): Command =>
      command(officer, { type: 'change-stay', start: '2026-09-01', end, reason: 'later' }, NOW);
    async function born(): Promise<string> {
      const reference = freshReference();
      const birth = await unborn(database.db(), keys, reference, procedure, birthOf(procedure));
      expect((await send(reference, birth)).status).to.equal('committed');
      return reference;
    }

    it('takes the longest names there are, which are longer still when they are folded', async () => {
      const reference = freshReference();
      const birth = birthOf(procedure);
      const person = { ...birth.person, given: 'ß'.repeat(200), family: 'ß'.repeat(200) };
      const command = await unborn(database.db(), keys, reference, procedure, { ...birth, person });
      expect((await send(reference, command)).status).to.equal('committed');
      expect(
        await select(database.db(), 'SELECT name_folded FROM mobilities WHERE reference = ?', [reference]),
      ).to.deep.equal([{ name_folded: 's'.repeat(400) }]);
    });

    it('writes events, answer, outbox, snapshot and derived rows together', async () => {
      const reference = await born();
      const sent = stay('2027-07-01');
      const done = await send(reference, sent);
      expect(done).to.deep.include({ status: 'committed' });
      const rows = await select<{ n: number }>(
        database.db(),
        'SELECT COUNT(*) AS n FROM answers WHERE command_id = ?',
        [sent.id ?? ''],
      );
      expect(Number(rows[0]?.n)).to.equal(1);
      const [mobility] = await select<{ stay_end: string; rev: number }>(
        database.db(),
        'SELECT stay_end, rev FROM mobilities WHERE reference = ?',
        [reference],
      );
      const found = await readMobility(database.db(), keys, reference);
      expect(mobility).to.deep.include({ stay_end: '2027-07-01', rev: found?.head.rev });
      const history = await readHistory(database.db(), keys, reference, { limit: 1000 });
      expect(replay(history)).to.deep.equal(found?.state);
      const waiting = await select<{ task: string; person: string }>(
        database.db(),
        'SELECT task, person FROM tasks WHERE reference = ? ORDER BY task, item',
        [reference],
      );
      expect(waiting).to.deep.equal([
        { task: 'details', person: 'student-1' },
        { task: 'papers', person: 'student-1' },
        { task: 'papers', person: 'student-1' },
      ]);
    });

    it('chains the events by hash from the first to the head', async () => {
      const reference = await born();
      await send(reference, stay('2027-07-01'));
      const rows = await select<{
        seq: number;
        type: string;
        at: string;
        prev_hash: string;
        payload_hash: string;
        hash: string;
      }>(
        database.db(),
        'SELECT seq, type, at, prev_hash, payload_hash, hash FROM events WHERE reference = ? ORDER BY seq',
        [reference],
      );
      let previous = GENESIS;
      for (const row of rows) {
        expect(row.prev_hash).to.equal(previous);
        // Without the key: what stands in clear is enough.
        expect(row.hash).to.equal(eventHash(previous, row.seq, row.type, row.at, row.payload_hash));
        previous = row.hash;
      }
      expect(rows).to.have.length.greaterThan(1);
      expect((await readMobility(database.db(), keys, reference))?.head.hash).to.equal(previous);
    });

    it('keeps nothing readable of a person in events, answers and outbox', async () => {
      const reference = await born();
      for (const table of ['events', 'outbox', 'answers'])
        for (const { body } of await select<{ body: Buffer }>(
          database.db(),
          `SELECT body FROM ${table} WHERE reference = ?`,
          [reference],
        ))
          expect(body.includes('porto.example')).to.equal(false);
    });

    it('answers the same command again with the same answer, and writes nothing', async () => {
      const reference = await born();
      const sent = stay('2027-07-01');
      const first = await send(reference, sent);
      const again = await send(reference, sent);
      expect(again.status).to.equal('repeated');
      expect(first.status === 'committed' && again.status === 'repeated' ? again.answer : null).to.deep.equal(
        first.status === 'committed' ? first.answer : 1,
      );
    });

    it('refuses a key that was used for something else', async () => {
      const reference = await born();
      const sent = stay('2027-07-01');
      await send(reference, sent);
      const other = { ...stay('2027-07-02'), id: sent.id };
      expect(await send(reference, other)).to.deep.equal({ status: 'refused', refusal: refuse('key-reused') });
    });

    it('keeps a refusal as an answer, and no event', async () => {
      const reference = await born();
      const before = (await readMobility(database.db(), keys, reference))?.head;
      const sent = stay('2025-01-01');
      expect((await send(reference, sent)).status).to.equal('refused');
      expect((await send(reference, sent)).status).to.equal('refused');
      expect((await readMobility(database.db(), keys, reference))?.head).to.deep.equal(before);
    });

    it('gives what is missing to a run that is behind the records, and writes nothing', async () => {
      const reference = await born();
      const stale = await input(reference, stay('2027-07-01'));
      await send(reference, stay('2027-08-01'));
      const result = await commit(database.db(), keys, stale);
      expect(result.status).to.equal('ahead');
      expect(result.status === 'ahead' ? result.events.map((e) => e.event.type) : []).to.include('stay-changed');
    });

    it('says that the records are behind when an older backup was restored', async () => {
      const reference = await born();
      const good = await input(reference, stay('2027-07-01'));
      const ahead = { ...good, expected: { rev: good.expected.rev + 3, hash: hashOf('x') } };
      expect(await commit(database.db(), keys, ahead)).to.deep.equal({ status: 'behind' });
      const forked = { ...good, expected: { ...good.expected, hash: hashOf('other') } };
      expect(await commit(database.db(), keys, forked)).to.deep.equal({ status: 'behind' });
    });

    it('lets one of two writers at once win, on connections of their own', async function () {
      this.timeout(20_000);
      const reference = await born();
      const second = await connect(database.url());
      try {
        for (let round = 0; round < 10; round += 1) {
          const inputs = await Promise.all([
            input(reference, stay(`2027-07-${String(10 + round)}`)),
            input(reference, stay(`2027-08-${String(10 + round)}`)),
          ]);
          const results = await Promise.all([commit(database.db(), keys, inputs[0]), commit(second, keys, inputs[1])]);
          expect(results.map((r) => r.status).sort()).to.deep.equal(['ahead', 'committed']);
        }
      } finally {
        await second.close();
      }
      const history = await readHistory(database.db(), keys, reference, { limit: 1000 });
      expect(history.map((e) => e.seq)).to.deep.equal(history.map((_, n) => n + 1));
      expect(history.filter((e) => e.event.type === 'stay-changed')).to.have.length(10);
    });

    it('makes the snapshot again from the events when it is missing', async () => {
      const reference = await born();
      const before = await readMobility(database.db(), keys, reference);
      await execute(database.db(), 'UPDATE heads SET snapshot = NULL, snapshot_rev = 0 WHERE reference = ?', [
        reference,
      ]);
      expect((await readMobility(database.db(), keys, reference))?.state).to.deep.equal(before?.state);
    });

    it('counts each mobility once, whatever happens to it', async () => {
      const count = async (status: string): Promise<number> => {
        const counted = 'SELECT n FROM counters WHERE institution = ? AND status = ?';
        return (await select<{ n: number }>(database.db(), counted, ['caen', status]))[0]?.n ?? 0;
      };
      const [open, withdrawn] = [await count('open'), await count('withdrawn')];
      const reference = await born();
      await send(reference, stay('2027-07-01'));
      await send(reference, command(officer, { type: 'withdraw', reason: 'no' }, NOW));
      expect([await count('open'), await count('withdrawn')]).to.deep.equal([open, withdrawn + 1]);
    });

    it('loads what a new run needs', async () => {
      const reference = freshReference();
      await unborn(database.db(), keys, reference, procedure, birthOf(procedure));
      const unbornYet = await load(database.db(), keys, reference);
      expect(unbornYet?.state).to.equal(null);
      expect(unbornYet?.birth?.act.type).to.equal('create');
      expect(await load(database.db(), keys, 'CAEN-2026-999999')).to.equal(undefined);
    });
  });
});
