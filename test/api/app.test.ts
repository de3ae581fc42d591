import { expect } from 'chai';
import { forEachDatabase } from '../support/database.ts';
import { startApplication, type Application } from './support/application.ts';
import { details, can } from './support/steps.ts';

describe('the application', () => {
  forEachDatabase((_kind, database) => {
    let app: Application;
    before(async () => {
      app = await startApplication(database.db());
    });
    after(() => app.stop());

    it('says that it works', async () => {
      expect((await app.anybody.get('/api/health')).json).to.deep.equal({ ok: true, database: true, temporal: true });
    });

    it('sends every answer with a strict policy, and says nothing of what it is built with', async () => {
      for (const path of ['/', '/api/health', '/api/nothing', '/style.css']) {
        const { headers } = await app.anybody.get(path);
        expect(headers.get('content-security-policy'), path).to.include("default-src 'none'").and.not.include('unsafe');
        expect(headers.get('x-content-type-options')).to.equal('nosniff');
        expect(headers.get('x-powered-by')).to.equal(null);
        expect(headers.get('x-request-id')).to.match(/^[0-9a-f-]{36}$/);
      }
    });

    it('answers problems for what is not there and for other methods', async () => {
      const lost = await app.anybody.get('/api/nothing', { 'accept-language': 'fr' });
      expect(lost.headers.get('content-type')).to.match(/^application\/problem\+json/);
      expect(lost.json).to.include({ type: '/problems/not-found', status: 404, detail: "Rien de tel n'existe ici." });
      const other = await app.anybody.raw('DELETE', '/api/me', undefined);
      expect(other.json).to.include({ status: 405, code: 'method-not-allowed' });
      expect(other.headers.get('allow')).to.equal('GET, HEAD');
      const page = await app.anybody.get('/nothing', { accept: 'text/html' });
      expect(page.status).to.equal(404);
      expect(page.headers.get('content-type')).to.match(/^text\/html/);
    });

    it('refuses what another site sends in the name of somebody', async () => {
      const { reference, caller } = await app.student();
      const body = JSON.stringify({ type: 'withdraw', reason: 'x' });
      const headers = {
        cookie: caller.headers['cookie'] ?? '',
        'content-type': 'application/json',
        'idempotency-key': 'k',
      };
      for (const more of [
        {},
        { origin: 'https://evil.example' },
        { 'sec-fetch-site': 'cross-site' },
        { 'x-csrf-token': 'guess' },
      ])
        expect(
          (await app.anybody.raw('POST', `/api/mobilities/${reference}/acts`, body, { ...headers, ...more })).json,
          JSON.stringify(more),
        ).to.include({ status: 403, code: 'csrf' });
    });

    it('logs no personal data', async () => {
      const { reference, caller } = await app.student({
        given: 'Xanthippe',
        family: 'Querido',
        email: 'xq@porto.example',
      });
      await caller.act(reference, { ...(await can(caller, reference, 'submit-form')), answers: details });
      await (await app.as('caen-ines')).get('/api/mobilities?name=querido');
      await caller.act(reference, { type: 'withdraw' });
      await caller.get(`/mobilities/${reference}`);
      const log = app.logged.join('');
      expect(log).to.include('/api/mobilities/:reference/acts');
      expect(log).not.to.match(/Xanthippe|querido|porto|2004-05-06|smile=/i);
    });
  });
});
