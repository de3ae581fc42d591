import { expect } from 'chai';
import { makeLink, readLink } from '../../db/identity/links.ts';
import { randomToken } from '../../db/identity/token.ts';
import { execute } from '../../db/sql.ts';
import { forEachDatabase } from '../support/database.ts';
import { startApplication, type Answer, type Application, type Caller } from './support/application.ts';
import { addCourses, can, ok, untilPartnerSigns } from './support/steps.ts';

const email = 'rui@porto.example';

describe('a partner’s link, whatever became of its row', () => {
  forEachDatabase((_kind, database) => {
    let app: Application;
    before(async () => {
      app = await startApplication(database.db());
      await addCourses(app);
    });
    after(() => app.stop());

    const open = (token: string): Promise<Answer> =>
      app.anybody.post('/api/links', { token, name: 'Rui Costa' }, { origin: app.url });
    /** A file that waits for the partner, their link, and a session that it opened. */
    async function waiting(): Promise<{ reference: string; token: string; partner: Caller }> {
      const { reference, caller } = await app.student();
      await untilPartnerSigns(app, caller, reference);
      const token = randomToken();
      const bound = { reference, task: 'agreement-signatures', item: 'home' };
      const expiresAt = new Date(app.now.getTime() + 60_000);
      await makeLink(app.db, { purpose: 'sign', ...bound, token, institution: 'caen', email, expiresAt }, app.now);
      const { headers, json } = ok(await open(token));
      const cookie = (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      const { csrfToken } = json as unknown as { csrfToken: string };
      const own = { cookie, 'x-csrf-token': csrfToken, origin: app.url };
      const raw: Caller['raw'] = (method, path, body, more = {}) =>
        app.anybody.raw(method, path, body, { ...own, ...more });
      const partner: Caller = {
        ...app.anybody,
        raw,
        get: (path, more) => raw('GET', path, undefined, more),
        act: (of, act, key = randomToken()) =>
          raw('POST', `/api/mobilities/${of}/acts`, JSON.stringify(act), {
            'content-type': 'application/json',
            'idempotency-key': key,
          }),
      };
      return { reference, token, partner };
    }

    for (const decided of ['sign', 'decline-signature'] as const)
      it(`opens nothing once its act is recorded, answered in time or not: ${decided}`, async () => {
        const { reference, token, partner } = await waiting();
        const offered = await can(partner, reference, decided);
        const act = decided === 'sign' ? offered : { ...offered, reason: 'Not these courses.' };
        // The mobility does it, and its answer does not come in time.
        const real = app.send;
        app.send = async (where, command) => {
          await real(where, command);
          return { kind: 'pending' };
        };
        try {
          ok(await partner.act(reference, act), 202);
        } finally {
          app.send = real;
        }
        expect((await readLink(app.db, token, app.now))?.status).to.equal('open');

        const unused = await open(token);
        expect(unused.json).to.include({ status: 410, code: 'link-invalid' });
        const again = await partner.act(reference, act);
        // Who has just done it still sees so.
        const page = ok(await partner.get('/sign?done=signed', { accept: 'text/html' })).text;
        ok(await partner.get(`/api/mobilities/${reference}`));

        await execute(app.db, 'UPDATE links SET used_at = created_at WHERE reference = ?', [reference]);
        const used = await open(token);
        expect({ ...used.json, instance: '' }).to.deep.equal({ ...unused.json, instance: '' });
        const usedAgain = await partner.act(reference, act);
        expect(again.status).to.equal(409);
        expect({ ...usedAgain.json, instance: '' }).to.deep.equal({ ...again.json, instance: '' });
        expect(ok(await partner.get('/sign?done=signed', { accept: 'text/html' })).text).to.equal(page);
      });

    it('opens nothing when somebody else was asked, or everything began anew', async () => {
      const { reference, token } = await waiting();
      const officer = await app.as('caen-ines');
      const by = { task: 'agreement-signatures', reason: 'Another is in charge.' };
      ok(
        await officer.act(reference, {
          type: 'redirect-signer',
          ...by,
          signer: 'home',
          name: 'Eva Reis',
          email: 'eva@porto.example',
        }),
      );
      expect((await open(token)).json).to.include({ status: 410, code: 'link-invalid' });
      const other = await waiting();
      ok(await open(other.token));
      ok(await officer.act(other.reference, { type: 'reopen-agreement', ...by }));
      expect((await open(other.token)).json).to.include({ status: 410, code: 'link-invalid' });
    });
  });
});
