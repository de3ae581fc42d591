import { expect } from 'chai';
import { attachDemoIdentity } from '../../../db/identity/identities.ts';
import { execute, select } from '../../../db/sql.ts';
import { forEachDatabase } from '../../support/database.ts';
import { addGrant, addPerson, ESI, seedInstitutions } from '../../db/identity/seed.ts';
import { openBrowser, type Browser } from './browser.ts';
import { startSite, type Site } from './site.ts';

describe('login with OpenID Connect', () => {
  forEachDatabase((_, database) => {
    let site: Site;
    const start = (hint: string, more = ''): string => `/login/local?institution=caen&hint=${hint}${more}`;
    const open = (): Browser => openBrowser(site.url);
    const me = async (browser: Browser): Promise<Record<string, unknown>> => (await browser.get('/api/me')).json;
    const identities = (): Promise<{ person: string; subject: string; attached_by: string; claims: string }[]> =>
      select(database.db(), 'SELECT person, subject, attached_by, claims FROM identities ORDER BY subject');
    /** Logs in up to the provider's answer, which is not opened. */
    const answered = async (browser: Browser, from: string): Promise<URL> => {
      const { next } = await browser.follow(from, '/login/callback');
      if (next === null) throw new Error('no answer of the provider');
      return next;
    };
    const provide = (person: string, more: { esi?: string; email?: string } = {}): void => {
      site.provider.people.set(person, {
        person,
        given: person,
        family: 'Test',
        email: `${person}@idp.example`,
        ...more,
      });
    };

    before(async () => {
      await seedInstitutions(database.db());
      await addPerson(database.db(), 'anna', { esi: ESI });
      await addPerson(database.db(), 'ines', { kind: 'staff' });
      await addGrant(database.db(), 'ines', 'officer', 'university');
      site = await startSite(database.db());
    });
    after(() => site.stop());
    beforeEach(async () => {
      site.at(null);
      site.provider.people.clear();
      provide('anna', { esi: ESI });
      for (const table of ['identities', 'sessions', 'login_states'])
        await execute(database.db(), `DELETE FROM ${table}`);
    });

    it('signs in the person with an equal European Student Identifier, and remembers the account', async () => {
      const browser = open();
      const { next } = await browser.follow(start('anna', '&next=/mobilities/CAEN-2026-000001%3Ftab=2'), '/mobilities');
      expect(next?.pathname).to.equal('/mobilities/CAEN-2026-000001');
      expect(next?.search).to.equal('?tab=2');
      expect(await me(browser)).to.include({ kind: 'person', person: 'anna', institution: 'caen', identified: 'demo' });
      const [identity] = await identities();
      expect(identity).to.include({ person: 'anna', subject: 'anna', attached_by: 'esi' });
      const claims = JSON.parse(identity!.claims) as { source: string; values: Record<string, unknown> };
      expect(claims.source).to.equal(site.provider.issuer);
      expect(claims.values).to.deep.include({ schac_personal_unique_code: [ESI], email: 'anna@idp.example' });
      // From now on the account counts, whatever its identifier says.
      provide('anna', { esi: 'another' });
      await browser.follow(start('anna'), '/me');
      expect(await me(browser)).to.include({ person: 'anna' });
      expect(await identities()).to.have.length(1);
    });

    it('signs in demo staff with their roles', async () => {
      provide('ines-at-idp');
      const login = { institution: 'caen', issuer: site.provider.issuer, subject: 'ines-at-idp', person: 'ines' };
      await attachDemoIdentity(database.db(), login, new Date());
      await attachDemoIdentity(database.db(), login, new Date());
      const browser = open();
      await browser.follow(start('ines-at-idp'), '/me');
      const { json } = await browser.get('/api/session');
      expect(json).to.deep.include({
        kind: 'person',
        person: 'ines',
        name: 'ines Test',
        institution: { id: 'caen', name: { en: 'Caen', fr: 'Caen' } },
        roles: [
          {
            role: 'officer',
            title: { en: 'Officer', fr: 'Officer' },
            units: ['sciences', 'university'],
            permissions: ['see-files', 'nominate'],
          },
        ],
      });
    });

    it('signs in nobody by an equal e-mail address, and says how to go on', async () => {
      provide('eve', { email: 'anna@example.org' });
      const browser = open();
      const answer = await browser.follow(start('eve'));
      expect(answer.status).to.equal(403);
      expect(answer.json).to.include({ code: 'not-nominated', type: '/problems/not-nominated' });
      expect(answer.json['detail']).to.include('one-time link');
      expect((await browser.get('/api/me')).status).to.equal(401);
      expect(await identities()).to.deep.equal([]);
    });

    it('knows an account in one institution only', async () => {
      const browser = open();
      await browser.follow(start('anna'), '/me');
      const answer = await browser.follow('/login/local?institution=other&hint=anna');
      expect(answer.json['code']).to.equal('not-nominated');
    });

    it('gives two people with one identifier, and a second account, to staff', async () => {
      await addPerson(database.db(), 'anna-twice', { esi: ESI });
      const several = await open().follow(start('anna'));
      await execute(database.db(), 'DELETE FROM people WHERE id = ?', ['anna-twice']);
      expect(several.status).to.equal(409);
      expect(several.json['code']).to.equal('identity-conflict');
      expect(site.logged.join()).to.include('several-people').and.not.include(ESI);

      await open().follow(start('anna'), '/me');
      provide('anna-again', { esi: ESI });
      const second = await open().follow(start('anna-again'));
      expect(second.json['code']).to.equal('identity-conflict');
      expect((await identities()).map(({ subject }) => subject)).to.deep.equal(['anna']);
    });

    it('attaches one account alone when two come at once', async () => {
      provide('anna-again', { esi: ESI });
      const answers = await Promise.all(['anna', 'anna-again'].map((hint) => open().follow(start(hint), '/me')));
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 409]);
      expect(await identities()).to.have.length(1);
    });

    it('refuses an answer with a state that is not known, of another browser, or that comes twice', async () => {
      const browser = open();
      const answer = await answered(browser, start('anna'));
      const forged = new URL(answer);
      forged.searchParams.set('state', 'x'.repeat(43));
      expect((await browser.get(forged)).json['code']).to.equal('login-expired');

      const thief = open();
      expect((await thief.get(answer)).json['code']).to.equal('login-other-browser');
      await answered(thief, start('anna'));
      expect((await thief.get(answer)).json['code']).to.equal('login-other-browser');
      expect((await thief.get('/api/me')).status).to.equal(401);

      // The thief's tries have not ended the login of whom it belongs to.
      expect((await browser.get(answer)).status).to.equal(303);
      const again = await browser.get(answer);
      expect(again.status).to.equal(400);
      expect(again.json['code']).to.equal('login-expired');
    });

    it('counts one alone of five equal answers at once', async () => {
      const browser = open();
      const answer = await answered(browser, start('anna'));
      const all = await Promise.all(Array.from({ length: 5 }, () => browser.get(answer)));
      expect(all.filter(({ status }) => status === 303)).to.have.length(1);
      expect(await select(database.db(), 'SELECT id_hash FROM sessions')).to.have.length(1);
    });

    for (const [what, parameter, reason] of [
      ['a nonce that is not ours', 'nonce', 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'],
      ['a code for another verifier', 'code_challenge', 'invalid_grant'],
    ] as const) {
      it(`refuses ${what}`, async () => {
        const browser = open();
        const begun = new URL((await browser.get(start('anna'))).headers.get('location')!);
        begun.searchParams.set(parameter, 'x'.repeat(43));
        site.logged.length = 0;
        const answer = await browser.follow(begun);
        expect(answer.status).to.equal(400);
        expect(answer.json['code']).to.equal('login-invalid');
        expect(site.logged.join()).to.include(reason);
        expect((await browser.get('/api/me')).status).to.equal(401);
      });
    }

    it('refuses a code that was not made for this login, and one that names another issuer', async () => {
      const browser = open();
      const [first, second] = [await answered(browser, start('anna')), await answered(browser, start('anna'))];
      const mixed = new URL(first);
      mixed.searchParams.set('code', second.searchParams.get('code')!);
      expect((await browser.get(mixed)).json['code']).to.equal('login-invalid');
      second.searchParams.set('iss', 'https://evil.example');
      expect((await browser.get(second)).json['code']).to.equal('login-invalid');
    });

    it('says when the provider refuses, and forgets a login after ten minutes', async () => {
      const refused = await open().follow(start('stranger'));
      expect(refused.status).to.equal(403);
      expect(refused.json).to.include({ code: 'login-refused' });
      expect(refused.json['detail']).to.include('access_denied');

      const browser = open();
      const answer = await answered(browser, start('anna'));
      site.at(new Date(Date.now() + 10 * 60_000));
      expect((await browser.get(answer)).json['code']).to.equal('login-expired');
    });

    it('says that a provider is down, and to try again', async () => {
      const answer = await open().get('/login/down?institution=caen');
      expect(answer.status).to.equal(503);
      expect(answer.json['code']).to.equal('login-unavailable');
      expect(answer.headers.get('retry-after')).to.equal('10');
      expect(answer.text).to.not.include('127.0.0.1:9');
    });

    it('goes on to our own pages only', async () => {
      for (const next of [
        '//evil.example',
        '/\\evil.example',
        'https://evil.example',
        '/..//evil.example',
        '/%09/evil',
        'me',
        '/a\tb',
      ]) {
        const answer = await open().get(`/login/local?institution=caen&next=${encodeURIComponent(next)}`);
        if (next === '/%09/evil') expect(answer.status).to.equal(303);
        else expect(answer.json, next).to.deep.include({ code: 'invalid-input', status: 422 });
      }
    });

    it('refuses what it does not know, in words', async () => {
      const unknown = await open().get('/login/elsewhere?institution=caen');
      expect(unknown.json).to.include({ code: 'unknown-provider', status: 404 });
      expect((await open().get('/login/local?institution=nowhere')).json['code']).to.equal('unknown-institution');
      const extra = await open().get('/login/local?institution=caen&admin=1&lang=fr');
      expect(extra.json['errors']).to.deep.equal([{ field: 'query/admin', why: "n'est pas connu ici : à retirer" }]);
      const missing = await open().get('/login/local');
      expect(missing.json['errors']).to.deep.equal([
        { field: 'query/institution', why: 'is missing: a text is needed' },
      ]);
      expect((await open().get('/login/callback')).json['code']).to.equal('login-invalid');
      expect((await open().get('/login/local?institution=caen&attach=1')).json['code']).to.equal('attach-needs-link');
    });
  });
});
