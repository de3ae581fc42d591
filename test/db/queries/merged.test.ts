import { expect } from 'chai';
import fc from 'fast-check';
import { merged } from '../../../db/queries/merged.ts';

describe('a list merged of parts', () => {
  const order = (row: { key: number; part: string }): string => String(row.key).padStart(6, '0');

  it('gives the first rows of the whole, each once, and reads few of each part', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(400), { maxLength: 60 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 40 }),
        async (lists, limit) => {
          const parts = lists.map((keys, n) => ({
            name: String(n),
            rows: [...new Set(keys)].sort((a, b) => a - b).map((key) => ({ key, part: String(n) })),
          }));
          let most = 0;
          const found = await merged(parts, {
            limit,
            nameOf: ({ name }) => name,
            partOf: ({ part }) => part,
            sortKey: order,
            read: (some, rows) => {
              most = Math.max(most, rows);
              return Promise.resolve(some.flatMap((part) => part.rows.slice(0, rows)));
            },
          });
          const all = [...new Set(parts.flatMap(({ rows }) => rows.map(({ key }) => key)))].sort((a, b) => a - b);
          expect(found.map(({ key }) => key)).to.deep.equal(all.slice(0, limit));
          expect(most).to.be.at.most(limit);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('reads a part further only where more of it belongs to the first rows', async () => {
    const reads: string[] = [];
    const rows = (part: string, from: number) => Array.from({ length: 100 }, (_, n) => ({ key: from + n, part }));
    const parts = ['early', 'late', 'later'].map((name, n) => ({ name, rows: rows(name, n * 1000) }));
    const found = await merged(parts, {
      limit: 50,
      nameOf: ({ name }) => name,
      partOf: ({ part }) => part,
      sortKey: order,
      read: (some, most) => {
        reads.push(`${some.map(({ name }) => name).join(' ')}: ${String(most)}`);
        return Promise.resolve(some.flatMap((part) => part.rows.slice(0, most)));
      },
    });
    expect(found.map(({ key }) => key)).to.deep.equal(Array.from({ length: 50 }, (_, n) => n));
    expect(reads).to.deep.equal(['early late later: 34', 'early: 50']);
  });
});
