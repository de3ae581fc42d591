import { expect } from 'chai';
import { randomKey } from '../../../db/crypto.ts';
import { makeKeys } from '../../../db/keys.ts';
import { checkRecords } from '../../../db/records/check/check.ts';
import { execute, select } from '../../../db/sql.ts';
import { forEachDatabase } from '../../support/database.ts';
import { watchedRecords } from './watched-records.ts';

describe('checking records whose chain is broken', function () {
  this.timeout(120_000);

  forEachDatabase((_kind, database) => {
    const records = watchedRecords(database);
    const { keys, db, check, rebuild, forget } = records;
    let reference: string;
    beforeEach(() => {
      ({ reference } = records);
    });

    const breaks: readonly (readonly [what: string, code: string, sql: string])[] = [
      ['a changed body', 'payload-unreadable', 'UPDATE events SET body = ? WHERE reference = ? AND seq = 3'],
      ['a changed hash', 'hash-wrong', 'UPDATE events SET hash = ? WHERE reference = ? AND seq = 3'],
      ['a changed link', 'link-broken', 'UPDATE events SET prev_hash = ? WHERE reference = ? AND seq = 3'],
      [
        'a changed hash of the payload',
        'payload-wrong',
        'UPDATE events SET payload_hash = ? WHERE reference = ? AND seq = 3',
      ],
      [
        'a changed time',
        'hash-wrong',
        "UPDATE events SET at = '2020', v = v + LENGTH(?) * 0 WHERE reference = ? AND seq = 3",
      ],
      [
        'a changed type',
        'hash-wrong',
        "UPDATE events SET type = 'x', v = v + LENGTH(?) * 0 WHERE reference = ? AND seq = 3",
      ],
      ['a missing event', 'event-missing', 'DELETE FROM events WHERE ? <> 1 AND reference = ? AND seq = 3'],
      ['a missing last event', 'head-wrong', 'UPDATE heads SET hash = ?, rev = rev + 1 WHERE reference = ?'],
      ['another head', 'head-wrong', 'UPDATE heads SET hash = ? WHERE reference = ?'],
      ['an older head', 'head-wrong', 'UPDATE heads SET rev = rev - 1 WHERE ? <> 1 AND reference = ?'],
    ];
    for (const [what, code, sql] of breaks)
      it(`tells of ${what} in the chain, and leaves the file as it is`, async () => {
        await execute(db(), 'UPDATE mobilities SET unit = ? WHERE reference = ?', ['wrong', reference]);
        await execute(db(), sql, ['f'.repeat(64), reference]);
        const found = await check();
        expect(found.map((one) => one.code)).to.include(code);
        expect(found.every(({ hint }) => hint.startsWith('Events are never changed'))).to.equal(true);
        const events = await select(db(), 'SELECT * FROM events WHERE reference = ?', [reference]);
        const { rebuilt, left } = await rebuild();
        expect({ rebuilt, code: left.includes(code) }).to.deep.equal({ rebuilt: 0, code: true });
        expect(await select(db(), 'SELECT * FROM events WHERE reference = ?', [reference])).to.deep.equal(events);
        await forget(reference);
      });

    it('tells of swapped events', async () => {
      for (const [from, to] of [
        [3, 1003],
        [4, 3],
        [1003, 4],
      ])
        await execute(db(), 'UPDATE events SET seq = ? WHERE reference = ? AND seq = ?', [
          to ?? 0,
          reference,
          from ?? 0,
        ]);
      expect((await check()).map(({ code }) => code)).to.include.members([
        'link-broken',
        'hash-wrong',
        'payload-unreadable',
      ]);
      expect((await rebuild()).rebuilt).to.equal(0);
      await forget(reference);
    });

    it('verifies the chain alone of a file whose key is destroyed', async () => {
      await execute(db(), 'DELETE FROM data_keys WHERE reference = ?', [reference]);
      const counts = await checkRecords(
        db(),
        keys,
        { references: [reference] },
        {
          problem: (one) => {
            throw new Error(one.code);
          },
        },
      );
      expect(counts).to.deep.equal({ checked: 1, erased: 1 });
      expect(await rebuild()).to.deep.include({ rebuilt: 0, left: [] });
      await execute(db(), 'UPDATE events SET hash = ? WHERE reference = ? AND seq = 3', ['f'.repeat(64), reference]);
      expect((await check()).map(({ code }) => code)).to.include('hash-wrong');
      await forget(reference);
    });

    it('tells of a key that another master key wrapped', async () => {
      const other = makeKeys(randomKey());
      const found: string[] = [];
      await checkRecords(db(), other, { references: [reference] }, { problem: ({ code }) => found.push(code) });
      expect(found).to.deep.equal(['key-unreadable']);
    });
  });
});
