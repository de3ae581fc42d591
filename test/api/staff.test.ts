import { expect } from 'chai';
import { forEachDatabase } from '../support/database.ts';
import { small } from '../support/small.ts';
import { grant, person } from './policy/cast.ts';
import { startApplication, type Application } from './support/application.ts';
import { fileOn } from './support/on-procedure.ts';
import { can, ok } from './support/steps.ts';

interface Colleague {
  readonly person: string;
  readonly name: string;
  readonly roles: readonly { readonly role: string; readonly unit: string }[];
}
const office = { step: 'office', by: 'international-officer', at: 'institution' };
const procedure = small(
  [{ task: 'admission', kind: 'approval', chain: [office] }],
  [{ task: 'last', kind: 'attestation', by: 'registry', fact: 'arrived' }],
);

describe('who works there', () => {
  forEachDatabase((_kind, database) => {
    let app: Application;
    before(async () => {
      app = await startApplication(database.db());
      await person(app.db, 'caen', 'no-role');
      await person(app.db, 'caen', 'ended');
      await grant(app.db, 'caen', 'ended', 'registry', 'university', { until: '2026-01-01' });
      await app.student({ given: 'Inès', family: 'Student' });
    });
    after(() => app.stop());
    const list = async (query: string): Promise<{ items: readonly Colleague[]; next: string | null }> =>
      ok(await (await app.as('caen-ines')).get(`/api/staff${query}`)).json as unknown as {
        items: readonly Colleague[];
        next: string | null;
      };

    it('is found by any part of the name, with the roles of today and nothing more; no student', async () => {
      const { items } = await list('?search=ines');
      expect(items).to.deep.equal([
        { person: 'caen-ines', name: 'Inès Marchand', roles: [{ role: 'international-officer', unit: 'university' }] },
      ]);
      expect((await list('?search=MARCH+in')).items).to.have.length(1);
      expect((await list('?search=ended')).items[0]?.roles).to.deep.equal([]);
      const all = (await list('')).items;
      expect(all.map((one) => one.person))
        .to.include.members(['caen-hugo', 'no-role'])
        .and.not.include('else-boss');
      const names = all.map(({ name }) => name.split(' ').slice(1).join(' ').toLowerCase());
      expect(names).to.deep.equal(names.toSorted());
    });

    it('is read page by page', async () => {
      const all = (await list('')).items;
      const read: Colleague[] = [];
      for (let next: string | null = ''; next !== null;) {
        const page = await list(`?limit=2${next === '' ? '' : `&after=${next}`}`);
        read.push(...page.items);
        next = page.next;
      }
      expect(read).to.deep.equal(all);
      expect((await (await app.as('caen-ines')).get('/api/staff?after=x')).status).to.equal(422);
    });

    it('is for whoever may reassign', async () => {
      expect((await (await app.as('caen-claire')).get('/api/staff')).json).to.include({ status: 403 });
      expect((await (await app.student()).caller.get('/api/staff')).status).to.equal(403);
    });

    it('is given a task by name: only staff of the same institution', async () => {
      const { reference, person: own } = await fileOn(app, procedure);
      const ines = await app.as('caen-ines');
      const act = { ...(await can(ines, reference, 'reassign')), reason: 'On leave' };
      for (const person of ['else-boss', 'nobody', own, (await app.student()).person])
        expect((await ines.act(reference, { ...act, to: { person } })).status, person).to.be.oneOf([403, 404]);
      ok(await ines.act(reference, { ...act, to: { person: 'no-role' } }));
      const given = await app.as('no-role');
      expect(ok(await given.get('/api/queue')).json.items.map((one) => one.reference)).to.include(reference);
      ok(await given.act(reference, { ...(await can(given, reference, 'decide-step')), decision: 'approve' }));
    });
  });
});
