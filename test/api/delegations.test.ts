import { expect } from 'chai';
import { select } from '../../db/sql.ts';
import { forEachDatabase } from '../support/database.ts';
import { startApplication, type Application, type Caller } from './support/application.ts';
import { addCourses, can, fillDetails, givePapers, ok, submitAgreement } from './support/steps.ts';

describe('delegation over HTTP', () => {
  forEachDatabase((_kind, database) => {
    let app: Application;
    let reference: string;
    let student: Caller;
    let claire: Caller;
    let marc: Caller;
    let ended: string;
    before(async function () {
      this.timeout(60_000);
      app = await startApplication(database.db());
      await addCourses(app);
      ({ reference, caller: student } = await app.student());
      [claire, marc] = [await app.as('caen-claire'), await app.as('caen-marc')];
      await fillDetails(student, reference);
      await givePapers(app, student, reference);
      await submitAgreement(student, reference);
    });
    after(() => app.stop());

    const wish = {
      to: 'marc.aubert@caen.example',
      role: 'programme-coordinator',
      unit: 'sciences',
      until: '2026-12-04',
      reason: 'Parental leave',
    };
    const waits = async (who: Caller): Promise<string[]> =>
      ok(await who.get('/api/queue')).json.items.map((item) => item.reference);

    it('puts what is open before who stands in, at once', async () => {
      expect(await waits(claire)).to.deep.equal([reference]);
      expect(await waits(marc)).to.deep.equal([]);
      expect((await marc.get(`/api/mobilities/${reference}`)).status).to.equal(404);
      const made = ok(await claire.post('/api/delegations', wish), 201);
      expect(made.json).to.deep.include({
        lender: 'caen-claire',
        lenderName: 'Claire Dubois',
        person: 'caen-marc',
        personName: 'Marc Aubert',
        from: '2026-11-23',
        madeBy: 'caen-claire',
        endedAt: null,
      });
      expect(ok(await claire.post('/api/delegations', wish)).json.id).to.equal(made.json.id);
      expect(await waits(marc)).to.deep.equal([reference]);
      expect(await waits(claire)).to.deep.equal([reference]);
      const { grants } = ok(await marc.get('/api/me')).json;
      expect(grants.map((one) => 'onBehalfOf' in one && one.onBehalfOf)).to.deep.equal([false, 'Claire Dubois']);
      for (const who of [claire, marc, await app.as('caen-admin')])
        expect(ok(await who.get('/api/delegations')).json.items).to.have.length(1);
      expect(ok(await (await app.as('caen-sophie')).get('/api/delegations')).json.items).to.deep.equal([]);
    });

    it('shows in the history who decided for whom, and uses the step up for both', async () => {
      const decision = { ...(await can(marc, reference, 'decide-step')), decision: 'approve' };
      const lenders = { ...(await can(claire, reference, 'decide-step')), decision: 'approve' };
      ok(await marc.act(reference, decision));
      const { items } = ok(await claire.get(`/api/mobilities/${reference}/history?limit=100`)).json;
      const decided = items.find(({ type }) => type === 'step-decided');
      expect(decided?.by).to.deep.include({ name: 'Marc Aubert', onBehalfOf: 'Claire Dubois' });
      const sentence = JSON.stringify(decided?.sentence);
      expect(sentence).to.include('Marc Aubert on behalf of Claire Dubois approved');
      expect(sentence).to.include('Marc Aubert au nom de Claire Dubois a validé');
      const page = await claire.get(`/mobilities/${reference}`, { accept: 'text/html' });
      expect(page.text).to.match(/Marc Aubert (on behalf of|au nom de) Claire Dubois/);
      expect((await claire.act(reference, lenders)).status).to.be.oneOf([403, 409]);
    });

    it('is gone from the next request on when it is ended, by who stands in too', async () => {
      ok(await (await app.as('caen-ines')).act(reference, await approval('caen-ines')));
      await app.effects(reference);
      ok(await student.act(reference, await can(student, reference, 'sign')));
      const [row] = await select<{ id: string }>(app.db, 'SELECT id FROM delegations');
      ended = row?.id ?? '';
      const sophie = await app.as('caen-sophie');
      expect((await sophie.post(`/api/delegations/${ended}/end`, {})).json).to.include({ code: 'not-found' });
      ok(await marc.post(`/api/delegations/${ended}/end`));
      expect(ok(await claire.post(`/api/delegations/${ended}/end`)).json).to.deep.include({ endedBy: 'caen-marc' });
      expect(await waits(marc)).to.deep.equal([]);
      expect((await marc.get(`/api/mobilities/${reference}`)).status).to.equal(404);
    });

    it('says no in the reader’s language, with a code', async () => {
      const refused = await claire.post(
        '/api/delegations',
        { ...wish, to: 'claire.dubois@caen.example' },
        { 'accept-language': 'fr' },
      );
      expect(refused.status).to.equal(422);
      expect(refused.headers.get('content-type')).to.match(/^application\/problem\+json/);
      expect(refused.json).to.include({ code: 'delegation-to-oneself' });
      expect(refused.text).to.include('Nul ne se délègue');
      const lender = 'claire.dubois@caen.example';
      const sophie = await app.as('caen-sophie');
      expect((await sophie.post('/api/delegations', { ...wish, lender })).json).to.include({ code: 'forbidden' });
      expect((await claire.post('/api/delegations', { ...wish, until: 'soon' })).json).to.include({
        code: 'invalid-input',
      });
      expect((await claire.post('/api/delegations', { ...wish, reason: ' ' })).status).to.equal(422);
      const admin = await app.as('caen-admin');
      expect((await admin.post('/api/delegations', { ...wish, lender })).json).to.deep.include({
        madeBy: 'caen-admin',
      });
    });

    it('comes in pages, the newest first', async () => {
      const first = ok(await claire.get('/api/delegations?limit=1')).json;
      const second = ok(await claire.get(`/api/delegations?limit=1&after=${String(first.next)}`)).json;
      expect([...first.items, ...second.items]).to.have.length(2);
      expect(second.next).to.equal(null);
      expect((await claire.get('/api/delegations?after=x')).status).to.equal(422);
    });

    async function approval(person: string): Promise<object> {
      return { ...(await can(await app.as(person), reference, 'decide-step')), decision: 'approve' };
    }
  });
});
