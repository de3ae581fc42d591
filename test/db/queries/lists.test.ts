import { unitsOf } from '../../../domain/authority/may.ts';
import { executeAll } from '../../../db/sql.ts';
import { expect } from 'chai';
import { inTransaction } from '../../../db/connect.ts';
import { counts } from '../../../db/queries/counts.ts';
import { board } from '../../../db/queries/mobilities.ts';
import { queue } from '../../../db/queries/queue.ts';
import { project, taskRows } from '../../../db/records/project.ts';
import { sampleMobilities } from '../../../bench/growth/samples.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import { forEachDatabase } from '../../support/database.ts';

/** Files in every state, in three units, each changed at another instant. */
const files: readonly Mobility[] = sampleMobilities()
  .slice(0, 150)
  .map((state, n) => ({
    ...state,
    unit: ['sciences', 'languages', 'law'][n % 3] ?? '',
    at: new Date(Date.UTC(2026, 0, 1 + ((n * 37) % 150))).toISOString(),
  }));

describe('lists', function () {
  this.timeout(60_000);
  forEachDatabase((_kind, database) => {
    before(async () => {
      for (const file of files) await inTransaction(database.db(), (tx) => executeAll(tx, project(tx, null, file)));
    });

    const shown = (of: readonly Mobility[]): string[] =>
      of.toSorted((a, b) => (a.at + a.reference < b.at + b.reference ? 1 : -1)).map(({ reference }) => reference);

    it('give the files of some units, what changed last first, page by page', async () => {
      for (const units of [['sciences'], ['languages', 'law'], ['nowhere'], null])
        for (const status of ['open', 'closed', undefined] as const) {
          const within = units === null ? [] : [[{ units }]];
          const found: string[] = [];
          let after: string | undefined;
          do {
            const page = await board(database.db(), { institution: 'caen', within, status, after, limit: 7 });
            found.push(...(page?.items ?? []).map(({ reference }) => reference));
            after = page?.next ?? undefined;
          } while (after !== undefined);
          const wanted = files.filter(
            (f) =>
              (units === null || unitsOf(f).some((unit) => units.includes(unit))) &&
              (status === undefined || f.status === status),
          );
          expect(found, `${String(units)} ${String(status)}`).to.deep.equal(shown(wanted));
        }
    });

    it('give what waits for some roles, what is due first comes first, page by page', async () => {
      const held = ['international-officer', 'programme-coordinator', 'registry'].flatMap((role) =>
        ['university', 'sciences', 'languages'].map((unit) => ({ role, unit })),
      );
      const wanted = files
        .flatMap(taskRows)
        .filter((row) => held.some(({ role, unit }) => row['role'] === role && row['unit'] === unit))
        .map(({ due_at, reference, task, item }) => [due_at === null ? '~' : due_at, reference, task, item].join(' '));
      const found: string[] = [];
      let after: string | undefined;
      do {
        const page = await queue(database.db(), { institution: 'caen', notOf: 'nobody', held, after, limit: 7 });
        for (const { dueAt, reference, task, item } of page?.items ?? [])
          found.push([dueAt ?? '~', reference, task, item].join(' '));
        after = page?.next ?? undefined;
      } while (after !== undefined);
      expect(found.length).to.be.greaterThan(30);
      expect(found).to.deep.equal([...new Set(wanted)].sort());
    });

    it('leave out what waits in one’s own file', async () => {
      const held = [{ role: 'international-officer', unit: 'university' }];
      const page = await queue(database.db(), { institution: 'caen', notOf: 'student-1', held, limit: 50 });
      expect(page).to.deep.equal({ items: [], next: null });
    });

    it('count the files of some units, by how they stand', async () => {
      for (const units of [['sciences'], ['languages', 'law'], [], null]) {
        const wanted = Map.groupBy(
          files.filter((f) => units?.includes(f.unit) ?? true),
          (f) => f.outcome ?? f.status,
        );
        expect(await counts(database.db(), { institution: 'caen', units })).to.have.deep.members(
          [...wanted].map(([status, of]) => ({ procedure: 'erasmus-study', status, n: of.length })),
        );
      }
    });
  });
});
