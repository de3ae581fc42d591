import { expect } from 'chai';
import { inTransaction } from '../../../db/connect.ts';
import { filesWaiting, waitingUnheld, type Place } from '../../../db/queries/unheld.ts';
import { insert } from '../../../db/sql.ts';
import { forOne } from '../../../domain/authority/pairs.ts';
import { forEachDatabase } from '../../support/database.ts';
import { applyExample } from '../../support/institutions.ts';

const MANY = 100_000;

describe('what waits for nobody', function () {
  this.timeout(300_000);

  forEachDatabase((_kind, database) => {
    before(() => applyExample(database.db(), 'caen'));

    const waiting = async (from: number, until: number, role: string, unit: string): Promise<void> => {
      const rows = Array.from({ length: until - from }, (_, n) => ({
        reference: `CAEN-${String(from + n).padStart(8, '0')}`,
        task: 'arrival',
        item: '',
        holder_no: 0,
        institution: 'caen',
        kind: 'attestation',
        what: 'attest',
        holder_kind: role.startsWith('~') ? 'member' : 'role',
        person: null,
        role,
        unit,
        since: '2026-11-23T10:00:00.000Z',
        due_at: n % 3 === 0 ? null : `2026-12-${String((n % 28) + 1).padStart(2, '0')}T22:59:59.000Z`,
        status: 'open',
      }));
      await inTransaction(database.db(), (tx) => insert(tx, 'tasks', rows));
    };
    /** The best of some tries, in milliseconds. */
    const best = async (work: () => Promise<unknown>): Promise<number> => {
      const times: number[] = [];
      for (let n = 0; n < 7; n += 1) {
        const start = performance.now();
        await work();
        times.push(performance.now() - start);
      }
      return Math.min(...times);
    };

    it('is found by pairs, and read page by page, each file once', async () => {
      await waiting(0, 100, 'registry', 'university');
      await waiting(100, 110, 'registry', 'sciences');
      const member = forOne('caen-claire', 'programme-coordinator');
      await waiting(110, 111, member.role, member.unit);
      const held = [{ role: 'registry', unit: 'sciences', person: 'x', lender: null }];
      expect(await waitingUnheld(database.db(), 'caen', held)).to.deep.equal([
        { role: 'registry', unit: 'university' },
        member,
      ]);
      const own = { role: 'programme-coordinator', unit: 'law', person: 'caen-claire', lender: null };
      expect(await waitingUnheld(database.db(), 'caen', [...held, own])).to.have.length(1);
      const pair = { role: 'registry', unit: 'university' };
      const seen: string[] = [];
      let after: Place | undefined;
      for (;;) {
        const page: Place[] = await filesWaiting(database.db(), 'caen', pair, after, 7);
        seen.push(...page.map(({ reference }) => reference));
        after = page.at(-1);
        if (page.length < 7) break;
      }
      expect(seen).to.have.length(100);
      expect(new Set(seen).size).to.equal(100);
    });

    it(`takes as long among ${String(MANY)} files as among a hundred`, async () => {
      const pair = { role: 'registry', unit: 'university' };
      const middle: Place = { dueAt: '2026-12-14T22:59:59.000Z', reference: 'CAEN-00000050' };
      const look = async (): Promise<void> => {
        await waitingUnheld(database.db(), 'caen', []);
        await filesWaiting(database.db(), 'caen', pair, undefined, 50);
        await filesWaiting(database.db(), 'caen', pair, middle, 50);
      };
      const few = await best(look);
      await waiting(1000, 1000 + MANY, 'registry', 'university');
      const many = await best(look);
      expect(many, `${few.toFixed(1)} ms among a hundred`).to.be.lessThan(3 * few + 15);
    });
  });
});
