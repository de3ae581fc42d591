import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { connect, inTransaction, type Db } from '../../../db/connect.ts';
import { KeyUnavailable, randomKey } from '../../../db/crypto.ts';
import { applyTombstones } from '../../../db/erasure/apply-tombstones.ts';
import { holdAlive, MobilityErased } from '../../../db/erasure/alive.ts';
import { eraseMobility } from '../../../db/erasure/erase-mobility.ts';
import { appendTombstones, ErasedFileError, proofOf, readTombstones } from '../../../db/erasure/tombstones.ts';
import { makeKeys } from '../../../db/keys.ts';
import { board } from '../../../db/queries/mobilities.ts';
import { addMessage } from '../../../db/queries/messages.ts';
import { commit } from '../../../db/records/commit.ts';
import { readMobility } from '../../../db/records/read.ts';
import { verifyChain } from '../../../db/records/verify-chain.ts';
import { execute, insert, select, selectOne } from '../../../db/sql.ts';
import { forEachDatabase } from '../../support/database.ts';
import { addGrant, seedInstitutions } from '../identity/seed.ts';
import { changeStay, dump, full, marks, NOW, restored, saved, sendTo } from './erasable.ts';

const REASON = 'asked for by the person concerned';

describe('erasing a mobility', function () {
  this.timeout(60_000);
  forEachDatabase((kind, database) => {
    const master = randomKey();
    const keys = makeKeys(master);
    let folder = '';
    let erasedFile = '';
    let people = 0;
    const somebody = (): string => `p${String(process.pid)}x${String((people += 1))}`;
    const erased = (reference: string, file = erasedFile, by = keys): ReturnType<typeof eraseMobility> =>
      eraseMobility(database.db(), by, { reference, reason: REASON, at: '2026-04-01T10:00:00.000Z', erasedFile: file });
    const counted = async (): Promise<number> =>
      Number((await selectOne<{ n: number }>(database.db(), 'SELECT SUM(n) AS n FROM counters'))?.n);

    before(async () => {
      await seedInstitutions(database.db());
      folder = await mkdtemp(join(tmpdir(), 'smile-erase-'));
      erasedFile = join(folder, 'keys', 'erased.jsonl');
    });
    after(() => rm(folder, { recursive: true, force: true }));

    it('leaves nothing of the person, in any table, and touches nobody else', async () => {
      const [person, neighbour] = [somebody(), somebody()];
      const [reference, other] = [await full(database.db(), keys, person), await full(database.db(), keys, neighbour)];
      const inClear = [
        'given',
        'family',
        'email',
        'esi',
        'birthDate',
        'home',
        'fileName',
        'mailError',
        'partner',
        'partnerName',
        'subject',
      ];
      const before = await dump(database.db());
      for (const name of inClear) expect(before, name).to.contain(marks(person)[name]);
      expect(await erased(reference)).to.deep.equal({ status: 'erased', wasOpen: true, person: 'removed' });
      const after = (await dump(database.db())).toLowerCase();
      for (const [name, value] of Object.entries(marks(person)))
        if (name !== 'birthDate') expect(after, name).not.to.contain(value.toLowerCase());
      expect(after.split('\n').filter((line) => line.includes(person.toLowerCase()))).to.deep.equal([]);
      for (const name of inClear) expect(after, name).to.contain(marks(neighbour)[name]?.toLowerCase());
      expect((await readMobility(database.db(), keys, other))?.state?.person.id).to.equal(neighbour);
      expect((await sendTo(database.db(), keys, other, changeStay('goes on'))).status).to.equal('committed');
    });

    if (kind === 'sqlite')
      it('leaves no byte of the person in the file or its write-ahead log', async () => {
        const person = somebody();
        const reference = await full(database.db(), keys, person);
        const path = database.url().slice('sqlite:'.length);
        const bytes = async (): Promise<string> =>
          `${await readFile(path, 'latin1')}${await readFile(`${path}-wal`, 'latin1')}`.toLowerCase();
        expect(await bytes()).to.contain(marks(person)['family']?.toLowerCase());
        await erased(reference);
        const after = await bytes();
        for (const [name, value] of Object.entries(marks(person)))
          if (name !== 'birthDate') expect(after.includes(value.toLowerCase()), name).to.equal(false);
      });

    it('keeps the chain whole, fills in what an earlier version had not kept, and keeps the count', async () => {
      const reference = await full(database.db(), keys, somebody());
      await execute(database.db(), 'UPDATE events SET payload_hash = NULL WHERE reference = ? AND seq < 4', [
        reference,
      ]);
      const [before, counts] = [
        await selectOne(database.db(), 'SELECT rev FROM heads WHERE reference = ?', [reference]),
        await counted(),
      ];
      await erased(reference);
      expect(await verifyChain(database.db(), reference, null)).to.deep.equal([]);
      expect(await counted()).to.equal(counts);
      const rows = await select<{ type: string; by_person: string | null }>(
        database.db(),
        'SELECT type, by_person FROM events WHERE reference = ? ORDER BY seq',
        [reference],
      );
      expect(rows.at(-1)?.type).to.equal('mobility-closed');
      expect(rows.filter((row) => row.by_person !== null)).to.deep.equal([]);
      expect(before).to.deep.equal({ rev: rows.length - 1 });
      await execute(
        database.db(),
        "UPDATE events SET at = '2020-01-01T00:00:00.000Z' WHERE reference = ? AND seq = 2",
        [reference],
      );
      expect((await verifyChain(database.db(), reference, null)).map(({ code }) => code)).to.deep.equal(['hash-wrong']);
    });

    it('counts one that was closed before as it ended, and one that was open as erased', async () => {
      const reference = await full(database.db(), keys, somebody());
      const byStatus = async (): Promise<Record<string, number>> =>
        Object.fromEntries(
          (
            await select<{ status: string; n: number }>(
              database.db(),
              "SELECT status, n FROM counters WHERE unit = 'university'",
            )
          ).map(({ status, n }) => [status, n]),
        );
      const before = await byStatus();
      await erased(reference);
      const after = await byStatus();
      expect(after['open']).to.equal((before['open'] ?? 0) - 1);
      expect(after['erased']).to.equal((before['erased'] ?? 0) + 1);
    });

    it('shows it in lists without a name, and nowhere else', async () => {
      const reference = await full(database.db(), keys, somebody());
      await erased(reference);
      const page = await board(database.db(), { institution: 'caen', within: [], limit: 100 });
      expect(page?.items.find((row) => row.reference === reference)).to.deep.include({
        given: '',
        family: '',
        homeName: null,
        stayStart: null,
        status: 'closed',
        outcome: 'erased',
      });
      expect(await readMobility(database.db(), keys, reference)).to.equal(undefined);
    });

    it('refuses whoever goes on with a key that is still in memory', async () => {
      const person = somebody();
      const reference = await full(database.db(), keys, person);
      const elsewhere = makeKeys(master);
      const found = await readMobility(database.db(), elsewhere, reference);
      if (found === undefined) throw new Error('not there');
      await erased(reference);
      const late = { reference, expected: found.head, command: { id: 'c'.repeat(64), bodyHash: '' }, at: NOW };
      const done = await commit(database.db(), elsewhere, { ...late, decided: { events: [], effects: [] } });
      expect(done).to.have.nested.property('refusal.code', 'erased');
      const message = { at: NOW, by: { person, name: 'x' }, visibility: 'everyone', text: 'late' } as const;
      const failed = await addMessage(database.db(), elsewhere, reference, message).catch((error: unknown) => error);
      expect(failed).to.be.instanceOf(MobilityErased);
      expect(await readMobility(database.db(), elsewhere, reference)).to.equal(undefined);
      expect(
        await select(database.db(), 'SELECT reference FROM messages WHERE reference = ?', [reference]),
      ).to.deep.equal([]);
    });

    it('never lets a new key be made for it', async () => {
      const reference = await full(database.db(), keys, somebody());
      await erased(reference);
      const failed = await keys.existingKey(database.db(), reference).catch((error: unknown) => error);
      expect(failed).to.be.instanceOf(KeyUnavailable);
      expect(
        await select(database.db(), 'SELECT reference FROM data_keys WHERE reference = ?', [reference]),
      ).to.deep.equal([]);
    });

    it('keeps somebody with another file, and somebody with a role, and says so', async () => {
      const person = somebody();
      const first = await full(database.db(), keys, person);
      const second = await full(database.db(), keys, person);
      expect(await erased(first)).to.deep.include({ person: 'has-other-files' });
      expect((await readMobility(database.db(), keys, second))?.state?.person.given).to.equal(marks(person)['given']);
      await addGrant(database.db(), person, 'officer', 'sciences');
      expect(await erased(second)).to.deep.include({ person: 'has-roles' });
      expect(await select(database.db(), 'SELECT id FROM people WHERE id = ?', [person])).to.have.length(1);
    });

    it('erases one that nobody has begun, one whose key is lost, and none that is not there', async () => {
      expect(await erased('CAEN-1999-000001')).to.deep.equal({ status: 'not-found' });
      const reference = await full(database.db(), keys, somebody());
      await execute(database.db(), 'DELETE FROM data_keys WHERE reference = ?', [reference]);
      keys.forget(reference);
      expect(await erased(reference)).to.deep.include({ status: 'erased', wasOpen: false, person: 'removed' });
      expect(await verifyChain(database.db(), reference, null)).to.deep.equal([]);
    });

    it('writes one tombstone, and a second time changes nothing', async () => {
      const reference = await full(database.db(), keys, somebody());
      await erased(reference);
      expect(await erased(reference)).to.deep.equal({ status: 'already' });
      const { tombstones } = await readTombstones(erasedFile);
      const mine = tombstones.filter((one) => one.reference === reference);
      expect(mine).to.have.length(1);
      expect(mine[0]).to.deep.include({
        reference,
        institution: 'caen',
        at: '2026-04-01T10:00:00.000Z',
        reason: REASON,
      });
    });

    it('erases nothing when the log cannot be written', async () => {
      const reference = await full(database.db(), keys, somebody());
      await writeFile(join(folder, 'no-folder'), '');
      const failed = await erased(reference, join(folder, 'no-folder', 'erased.jsonl')).catch(
        (error: unknown) => error,
      );
      expect(failed).to.be.instanceOf(ErasedFileError);
      expect((await readMobility(database.db(), keys, reference))?.state?.status).to.equal('open');
    });

    describe('at the next start', () => {
      const applied = (file = erasedFile): ReturnType<typeof applyTombstones> =>
        applyTombstones(database.db(), makeKeys(master), file);

      it('finishes what a kill right after the tombstone has left', async () => {
        const person = somebody();
        const reference = await full(database.db(), keys, person);
        const file = join(folder, 'killed.jsonl');
        const key = await keys.existingKey(database.db(), reference);
        const at = '2026-04-01T10:00:00.000Z';
        const tombstone = { reference, institution: 'caen', at, reason: REASON, proof: proofOf(key, reference) };
        await appendTombstones(file, [tombstone]);
        expect((await applied(file)).erased).to.deep.equal([reference]);
        expect((await dump(database.db())).includes(marks(person)['family'] ?? '')).to.equal(false);
        expect((await applied(file)).erased).to.deep.equal([]);
      });

      it('does nothing to a file that a line of another installation names, and says so', async () => {
        const reference = await full(database.db(), keys, somebody());
        const file = join(folder, 'foreign.jsonl');
        const proof = proofOf(randomKey(), reference);
        await appendTombstones(file, [{ reference, institution: 'caen', at: NOW, reason: REASON, proof }]);
        expect(await applied(file)).to.deep.include({ erased: [], foreign: [reference] });
        expect((await readMobility(database.db(), keys, reference))?.state?.status).to.equal('open');
      });

      it('reads past a line that was cut short, and appends after it', async () => {
        const reference = await full(database.db(), keys, somebody());
        const file = join(folder, 'cut.jsonl');
        await writeFile(file, '{"reference":"CAEN-20');
        await erased(reference, file);
        const log = await readTombstones(file);
        expect(log.unreadable).to.equal(1);
        expect(log.tombstones.map((one) => one.reference)).to.deep.equal([reference]);
      });

      it('writes lines again that the log has lost', async () => {
        const reference = await full(database.db(), keys, somebody());
        const file = join(folder, 'lost.jsonl');
        await erased(reference, file);
        const line = await readFile(file, 'utf8');
        await rm(file);
        expect((await applied(file)).rewritten).to.be.greaterThan(0);
        expect(await readFile(file, 'utf8')).to.contain(line.trim());
        expect((await applied(file)).rewritten).to.equal(0);
      });

      it('never gives the number of an erased mobility again, when the backup is from before it', async () => {
        const file = join(folder, 'older.jsonl');
        await appendTombstones(file, [
          { reference: 'CAEN-2031-000041', institution: 'caen', at: NOW, reason: REASON, proof: 'x' },
        ]);
        await applied(file);
        await insert(database.db(), 'reference_counters', { institution: 'caen', year: 2032, next: 90 });
        await appendTombstones(file, [
          { reference: 'CAEN-2032-000041', institution: 'caen', at: NOW, reason: REASON, proof: 'y' },
        ]);
        await applied(file);
        const next = 'SELECT next FROM reference_counters WHERE institution = ? AND year = ?';
        expect(await selectOne(database.db(), next, ['caen', 2031])).to.deep.equal({ next: 42 });
        expect(await selectOne(database.db(), next, ['caen', 2032])).to.deep.equal({ next: 90 });
      });

      it('brings nobody back with an older database', async () => {
        const person = somebody();
        const reference = await full(database.db(), keys, person);
        const backup = await saved(database.db());
        await erased(reference);
        await restored(database.db(), backup);
        expect((await readMobility(database.db(), makeKeys(master), reference))?.state?.person.id).to.equal(person);
        expect((await applied()).erased).to.include(reference);
        expect(await readMobility(database.db(), makeKeys(master), reference)).to.equal(undefined);
        expect(await verifyChain(database.db(), reference, null)).to.deep.equal([]);
        expect(await dump(database.db())).not.to.contain(marks(person)['family']);
      });
    });

    it('waits for whoever writes, and whoever writes later is refused', async () => {
      const reference = await full(database.db(), keys, somebody());
      const order: string[] = [];
      const second: Db = await connect(database.url());
      try {
        const [holds, mayEnd] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
        const writing = inTransaction(second, async (tx) => {
          await holdAlive(tx, reference);
          holds.resolve(undefined);
          await mayEnd.promise;
          order.push('written');
        });
        await holds.promise;
        const erasing = erased(reference).then(() => order.push('erased'));
        await new Promise((resolve) => setTimeout(resolve, 300));
        mayEnd.resolve(undefined);
        await Promise.all([writing, erasing]);
        expect(order).to.deep.equal(['written', 'erased']);
      } finally {
        await second.close();
      }
    });
  });
});
