import { expect } from 'chai';
import fc from 'fast-check';
import { cursorOf, follows, keyOf } from '../../../db/queries/cursor.ts';
import { select } from '../../../db/sql.ts';
import { forEachDatabase } from '../../support/database.ts';

describe('cursors', () => {
  it('come back as they went out', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), (text, number) => {
        expect(keyOf(cursorOf([text, number, null]), ['text', 'number', 'text or null'])).to.deep.equal([
          text,
          number,
          null,
        ]);
      }),
    );
  });

  it('that are not ours are told', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const key = keyOf(text, ['text', 'text']);
        expect(key === undefined || key.every((part) => typeof part === 'string')).to.equal(true);
      }),
    );
    for (const [cursor, form] of [
      ['', ['text']],
      [cursorOf(['a', 'b']), ['text']],
      [cursorOf([1]), ['text']],
      [cursorOf(['1']), ['number']],
      [cursorOf([null]), ['text']],
      [cursorOf(['x'.repeat(1001)]), ['text']],
      [Buffer.from('{"length":1}').toString('base64url'), ['text']],
    ] as const)
      expect(keyOf(cursor, form), cursor).to.equal(undefined);
  });

  forEachDatabase((_kind, database) => {
    it('continue a list after any key, in both directions', async () => {
      const rows = [1, 2, 3].flatMap((a) => [1, 2, 3].flatMap((b) => [1, 2].map((c) => ({ a, b, c }))));
      const table = rows.map(({ a, b, c }) => `SELECT ${a} AS a, ${b} AS b, ${c} AS c`).join(' UNION ALL ');
      for (const order of ['ascending', 'descending'] as const)
        for (const [i, row] of (order === 'ascending' ? rows : rows.toReversed()).entries()) {
          const { sql, params } = follows(['a', 'b', 'c'], [row.a, row.b, row.c], order);
          const found = await select(database.db(), `SELECT * FROM (${table}) t WHERE ${sql} ORDER BY a, b, c`, params);
          expect(found).to.have.length(rows.length - 1 - i);
        }
    });
  });
});
