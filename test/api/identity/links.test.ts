import { expect } from 'chai';
import { makeLink, readLink, useLink, withdrawLinks, type LinkPurpose } from '../../../db/identity/links.ts';
import { hashOfToken, randomToken } from '../../../db/identity/token.ts';
import { execute, select } from '../../../db/sql.ts';
import { insert } from '../../../db/sql.ts';
import { forEachDatabase } from '../../support/database.ts';
import { until } from '../../dev/local.ts';
import { addPerson, ESI, seedInstitutions } from '../../db/identity/seed.ts';
import { openBrowser, type Answer, type Browser } from './browser.ts';
import { startSite, type Site } from './site.ts';

const DAY = 86_400_000;
const sign = { purpose: 'sign', reference: 'CAEN-2026-000001', task: 'signatures', item: 'home' } as const;
const attach = { purpose: 'attach', person: 'anna' } as const;

describe('opening a one-time link', () => {
  forEachDatabase((_, database) => {
    let site: Site;
    const open = (browser: Browser, token: string, more = {}): Promise<Answer> =>
      browser.send('POST', '/api/links', { token, ...more }, { 'sec-fetch-site': 'same-origin' });
    async function made(what: LinkPurpose, days = 30): Promise<string> {
      const token = randomToken();
      const link = { ...what, token, institution: 'caen', email: 'rui@porto.example' };
      await makeLink(database.db(), { ...link, expiresAt: new Date(Date.now() + days * DAY) }, new Date());
      return token;
    }

    before(async () => {
      await seedInstitutions(database.db());
      await addPerson(database.db(), 'anna');
      site = await startSite(database.db());
    });
    after(() => site.stop());
    beforeEach(async () => {
      site.at(null);
      site.mails.length = 0;
      for (const table of ['identities', 'sessions', 'links']) await execute(database.db(), `DELETE FROM ${table}`);
    });

    it('signs the person in, once', async () => {
      const token = await made(attach);
      const browser = openBrowser(site.url);
      const answer = await open(browser, token);
      expect(answer.json).to.include({ kind: 'person', next: '/me' });
      expect((await browser.get('/api/session')).json).to.deep.include({
        person: 'anna',
        identified: 'one-time-link',
        csrfToken: answer.json['csrfToken'],
        roles: [],
      });
      const again = await open(openBrowser(site.url), token);
      expect(again.status).to.equal(410);
      expect(again.json['code']).to.equal('link-invalid');
    });

    it('signs in one alone of eight who use it at once', async () => {
      const token = await made(attach);
      const answers = await Promise.all(Array.from({ length: 8 }, () => open(openBrowser(site.url), token)));
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, ...Array.from({ length: 7 }, () => 410)]);
      expect(await select(database.db(), 'SELECT id_hash FROM sessions')).to.have.length(1);
    });

    it('answers alike to links that are unknown, expired, withdrawn, or of nobody', async () => {
      const withdrawn = await made(sign);
      await withdrawLinks(database.db(), sign.reference, sign.task, sign.item, new Date());
      const nobody = await made({ purpose: 'attach', person: 'nobody' });
      const bodies = [];
      for (const token of [randomToken(), await made(attach, -1), withdrawn, nobody, "' OR '1'='1"]) {
        const { status, json } = await open(openBrowser(site.url), token);
        expect(status).to.equal(410);
        bodies.push({ ...json, instance: '' });
      }
      expect(new Set(bodies.map((body) => JSON.stringify(body))).size).to.equal(1);
      expect((await readLink(database.db(), nobody, new Date()))?.status).to.equal('open');
    });

    it('opens a partner’s session for one act, which stays open until that is done', async () => {
      const token = await made(sign);
      const first = openBrowser(site.url);
      expect((await open(first, token, { name: 'Rui Costa' })).json).to.include({ kind: 'partner', next: '/sign' });
      const actor = {
        kind: 'partner',
        institution: 'caen',
        name: 'Rui Costa',
        email: 'rui@porto.example',
        identified: 'one-time-link',
        bound: { reference: sign.reference, task: sign.task, item: sign.item },
      };
      expect((await first.get('/api/me')).json).to.deep.equal(actor);
      const second = openBrowser(site.url);
      await open(second, token);
      expect((await second.get('/api/session')).json).to.deep.include({
        kind: 'partner',
        name: 'rui@porto.example',
        bound: actor.bound,
      });

      await useLink(database.db(), hashOfToken(token), new Date());
      expect((await first.get('/api/me')).status).to.equal(200);
      expect((await open(openBrowser(site.url), token)).status).to.equal(410);
    });

    it('ends a partner’s session when the link is withdrawn or expires', async () => {
      const browser = openBrowser(site.url);
      await open(browser, await made(sign));
      await withdrawLinks(database.db(), sign.reference, sign.task, sign.item, new Date());
      expect((await browser.get('/api/me')).json).to.include({ code: 'link-invalid', status: 410 });

      expect((await open(browser, await made(sign, 0.1))).status).to.equal(200);
      site.at(new Date(Date.now() + 0.05 * DAY));
      expect((await browser.get('/api/me')).status).to.equal(200);
      site.at(new Date(Date.now() + 0.11 * DAY));
      expect((await browser.get('/api/me')).json).to.include({ code: 'link-invalid', status: 410 });
    });

    it('lets the person tie their account to it, and log in with that from then on', async () => {
      site.provider.people.set('anna-idp', { person: 'anna-idp', given: 'A', family: 'T', email: 'a@idp.example' });
      const browser = openBrowser(site.url);
      await open(browser, await made(attach));
      await browser.follow('/login/local?institution=caen&hint=anna-idp&attach=1', '/me');
      expect((await browser.get('/api/me')).json).to.include({ person: 'anna', identified: 'demo' });
      const other = openBrowser(site.url);
      await other.follow('/login/local?institution=caen&hint=anna-idp', '/me');
      expect((await other.get('/api/me')).json).to.include({ person: 'anna' });
      expect(await select(database.db(), 'SELECT attached_by FROM identities')).to.deep.equal([
        { attached_by: 'link' },
      ]);
    });

    it('ties no account that is somebody else’s, or that comes after the person has gone', async () => {
      await addPerson(database.db(), 'esi-owner', { esi: ESI });
      site.provider.people.set('owner', { person: 'owner', given: 'O', family: 'T', email: 'o@idp.example', esi: ESI });
      site.provider.people.set('next', { person: 'next', given: 'N', family: 'T', email: 'n@idp.example' });
      const browser = openBrowser(site.url);
      await open(browser, await made(attach));
      expect((await browser.follow('/login/local?institution=caen&hint=owner&attach=1')).json['code']).to.equal(
        'identity-conflict',
      );

      const { next } = await browser.follow('/login/local?institution=caen&hint=next&attach=1', '/login/callback');
      await browser.send('POST', '/api/session/logout', undefined, { 'sec-fetch-site': 'same-origin' });
      expect((await browser.get(next!)).json['code']).to.equal('not-nominated');
      expect(await select(database.db(), 'SELECT id FROM identities')).to.deep.equal([]);
    });

    it('without being asked to, a login ties nothing', async () => {
      site.provider.people.set('next', { person: 'next', given: 'N', family: 'T', email: 'n@idp.example' });
      const browser = openBrowser(site.url);
      await open(browser, await made(attach));
      expect((await browser.follow('/login/local?institution=caen&hint=next')).json['code']).to.equal('not-nominated');
    });

    it('refuses a body that is not as asked, field by field', async () => {
      const browser = openBrowser(site.url);
      const { status, json } = await browser.send(
        'POST',
        '/api/links',
        { name: 'a\nb', admin: true },
        { 'accept-language': 'fr' },
      );
      expect(status).to.equal(422);
      expect(json['errors']).to.deep.equal([
        { field: 'token', why: 'manque : il faut un texte' },
        { field: 'name', why: 'must be a name, on one line, without < and >' },
        { field: 'admin', why: "n'est pas connu ici : à retirer" },
      ]);
      expect((await open(browser, 'x'.repeat(201))).status).to.equal(422);
      expect((await open(browser, 'x'.repeat(5_000))).json).to.include({ status: 413, code: 'too-large' });
    });

    it('refuses a body that is nested too deep, or that has half a character', async () => {
      const browser = openBrowser(site.url);
      let deep: unknown = 'x';
      for (let level = 0; level < 40; level += 1) deep = [deep];
      for (const path of ['/api/links', '/api/links/request']) {
        const ask = (body: object): Promise<Answer> => browser.send('POST', path, body);
        expect((await ask({ deep })).json).to.include({ status: 422, code: 'too-deep' });
        const half = await ask({ token: 'x', name: 'Rui \ud800' });
        expect(half.json).to.include({ status: 422, code: 'invalid-input' });
        expect(half.json['errors']).to.deep.equal([
          { field: 'name', why: 'is not well-formed Unicode: it holds half of a surrogate pair' },
        ]);
      }
    });

    it('slows down who tries again and again', async () => {
      const answers = await Promise.all(Array.from({ length: 140 }, () => open(openBrowser(site.url), 'x')));
      const slowed = answers.filter(({ status }) => status === 429);
      expect(slowed.length).to.be.within(1, 140);
      expect(Number(slowed[0]?.headers.get('retry-after'))).to.be.at.least(1);
    });
  });

  forEachDatabase((_, database) => {
    let site: Site;
    const ask = (email: string, institution = 'caen'): Promise<Answer> =>
      openBrowser(site.url).send('POST', '/api/links/request', { email, institution });
    before(async () => {
      await seedInstitutions(database.db());
      await addPerson(database.db(), 'anna', { email: 'Anna@Example.org' });
      site = await startSite(database.db());
    });
    after(() => site.stop());

    it('asks for a link by mail with one answer, known or not, and the link signs in for half an hour', async () => {
      const known = await ask('anna@EXAMPLE.org');
      const unknown = await ask('nobody@example.org');
      const elsewhere = await ask('anna@example.org', 'nowhere');
      expect([known, unknown, elsewhere].map(({ status }) => status)).to.deep.equal([202, 202, 202]);
      expect(known.text).to.equal(unknown.text).and.equal(elsewhere.text);
      const mail = await until('the mail', () => site.mails[0]);
      expect(mail).to.include({ institution: 'caen', person: 'anna', email: 'Anna@Example.org', language: 'en' });
      expect(mail.expiresAt.getTime() - Date.now()).to.be.within(29 * 60_000, 30 * 60_000);
      expect(site.mails).to.have.length(1);
      const token = new URL(mail.url).hash.slice(1);
      const browser = openBrowser(site.url);
      await browser.send('POST', '/api/links', { token });
      expect((await browser.get('/api/me')).json).to.include({ person: 'anna', identified: 'one-time-link' });
    });

    it('gives staff no way around the login of their institution', async () => {
      await addPerson(database.db(), 'boris', { email: 'boris@example.org' });
      await addPerson(database.db(), 'carla', { email: 'carla@example.org' });
      const grant = {
        institution: 'caen',
        person: 'boris',
        role: 'registry',
        unit: 'root',
        valid_from: null,
        valid_until: null,
      };
      await insert(database.db(), 'grants', { id: 'grant-of-boris', ...grant });
      expect((await ask('boris@example.org')).status).to.equal(202);
      await ask('carla@example.org');
      await until('the mail after it', () => site.mails.find((mail) => mail.person === 'carla'));
      expect(site.mails.some((mail) => mail.person === 'boris')).to.equal(false);
    });

    it('sends nobody more than a few', async () => {
      const answers = [];
      for (let n = 0; n < 5; n += 1) answers.push(await ask('nobody-else@example.org'));
      expect(answers.map(({ status }) => status)).to.deep.equal([202, 202, 202, 429, 429]);
    });
  });
});

describe('the page of a one-time link', () => {
  forEachDatabase((kind, database) => {
    if (kind !== 'sqlite') return;
    it('runs its own script only, and keeps the token out of addresses', async () => {
      const site = await startSite(database.db());
      try {
        const browser = openBrowser(site.url);
        const page = await browser.send('GET', '/link', undefined, { 'accept-language': 'fr' });
        expect(page.headers.get('content-security-policy')).to.include("script-src 'self'").and.not.include('unsafe');
        expect(page.headers.get('referrer-policy')).to.equal('no-referrer');
        expect(page.text)
          .to.include('<html lang="fr">')
          .and.include('Continuer')
          .and.not.match(/<script(?! src)|style=/);
        const script = await browser.get('/link.js');
        expect(script.headers.get('content-type')).to.include('javascript');
      } finally {
        await site.stop();
      }
    });
  });
});
