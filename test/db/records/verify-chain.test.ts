import { expect } from 'chai';
import { randomKey } from '../../../db/crypto.ts';
import { makeKeys } from '../../../db/keys.ts';
import { commit } from '../../../db/records/commit.ts';
import { sealBody } from '../../../db/records/head.ts';
import { readMobility } from '../../../db/records/read.ts';
import { verifyChain } from '../../../db/records/verify-chain.ts';
import { execute } from '../../../db/sql.ts';
import { decide } from '../../../domain/mobility/decide.ts';
import { isRefusal } from '../../../domain/refusal.ts';
import { forEachDatabase } from '../../support/database.ts';
import { birthOf } from '../../support/mobility.ts';
import { exampleProcedure } from '../../support/procedures.ts';
import { freshReference, unborn } from '../../support/records.ts';

const procedure = exampleProcedure('caen', 'erasmus-study');
const NOW = '2026-03-02T10:00:00.000Z';
const WITH_AND_WITHOUT = [true, false];

describe('verifying the chain of a mobility', () => {
  forEachDatabase((_kind, database) => {
    const keys = makeKeys(randomKey());
    let reference = '';

    /** The codes found, with the key and without. */
    const codes = (): Promise<string[][]> =>
      Promise.all(
        WITH_AND_WITHOUT.map(async (withKey) => {
          const key = withKey ? await keys.existingKey(database.db(), reference) : null;
          return (await verifyChain(database.db(), reference, key)).map(({ code, seq }) => `${code} ${String(seq)}`);
        }),
      );
    const change = (sql: string, ...params: (string | number | Buffer)[]): Promise<number> =>
      execute(database.db(), sql, [...params, reference]);

    beforeEach(async () => {
      reference = freshReference();
      const birth = await unborn(database.db(), keys, reference, procedure, birthOf(procedure));
      const found = await readMobility(database.db(), keys, reference);
      const decided = decide(procedure, null, birth, NOW);
      if (found === undefined || isRefusal(decided)) throw new Error('not born');
      const written = { reference, expected: found.head, command: { id: null, bodyHash: '' }, at: NOW, decided };
      expect(await commit(database.db(), keys, written)).to.deep.include({ status: 'committed' });
      expect(decided.events.length).to.be.greaterThan(3);
    });

    it('finds nothing wrong with what was only ever committed', async () => {
      expect(await codes()).to.deep.equal([[], []]);
    });

    it('finds a lost event, and one that was cut off at the end', async () => {
      await change('DELETE FROM events WHERE seq = 2 AND reference = ?');
      expect(await codes()).to.deep.equal([['event-missing 3'], ['event-missing 3']]);
      await change('DELETE FROM events WHERE seq > 1 AND reference = ?');
      expect(await codes()).to.deep.equal([['head-wrong 0'], ['head-wrong 0']]);
    });

    it('finds what was changed in clear', async () => {
      await change("UPDATE events SET at = '2026-03-02T09:00:00.000Z' WHERE seq = 2 AND reference = ?");
      expect(await codes()).to.deep.equal([['hash-wrong 2'], ['hash-wrong 2']]);
    });

    it('finds an event that was replaced together with its hash', async () => {
      await change('UPDATE events SET hash = ? WHERE seq = 2 AND reference = ?', 'f'.repeat(64));
      expect(await codes()).to.deep.equal([
        ['hash-wrong 2', 'link-broken 3'],
        ['hash-wrong 2', 'link-broken 3'],
      ]);
    });

    it('finds, with the key, an event that says something else than was hashed', async () => {
      const by = { kind: 'system' } as const;
      const event = { type: 'effect-done', effect: 'x', result: {} } as never;
      const key = await keys.existingKey(database.db(), reference);
      const other = sealBody(key, reference, 2, { salt: '00', by: by as never, event });
      await change('UPDATE events SET body = ? WHERE seq = 2 AND reference = ?', other);
      expect(await codes()).to.deep.equal([['payload-wrong 2'], []]);
      await change('UPDATE events SET body = ? WHERE seq = 2 AND reference = ?', Buffer.alloc(60, 1));
      expect(await codes()).to.deep.equal([['payload-unreadable 2'], []]);
    });

    it('verifies events of an earlier version by their payload, and says that it cannot without the key', async () => {
      await change('UPDATE events SET payload_hash = NULL WHERE seq = 2 AND reference = ?');
      expect(await codes()).to.deep.equal([[], ['payload-hash-missing 2']]);
    });

    it('finds a head that names another event, and a mobility that is not there', async () => {
      await change('UPDATE heads SET hash = ? WHERE reference = ?', 'e'.repeat(64));
      expect(await codes()).to.deep.equal([['head-wrong 0'], ['head-wrong 0']]);
      const found = await verifyChain(database.db(), 'NONE-2026-000001', null);
      expect(found.map(({ code }) => code)).to.deep.equal(['head-missing']);
    });
  });
});
