import { expect } from 'chai';
import { makeLink } from '../../../db/identity/links.ts';
import { randomToken } from '../../../db/identity/token.ts';
import { execute, select } from '../../../db/sql.ts';
import { forEachDatabase } from '../../support/database.ts';
import { addPerson, seedInstitutions } from '../../db/identity/seed.ts';
import { openBrowser, type Browser } from './browser.ts';
import { startSite, type Site } from './site.ts';

const HOUR = 3_600_000;

describe('sessions', () => {
  forEachDatabase((_, database) => {
    let site: Site;
    let begun: number;
    const rows = (): Promise<{ id_hash: string; data: string }[]> => select(database.db(), 'SELECT * FROM sessions');
    /** Signs in by a link, and gives the session's CSRF token. */
    async function signIn(browser: Browser): Promise<string> {
      const token = randomToken();
      const link = { purpose: 'login', token, institution: 'caen', person: 'anna', email: 'anna@example.org' } as const;
      await makeLink(database.db(), { ...link, expiresAt: new Date(begun + HOUR) }, new Date(begun));
      const { json } = await browser.send('POST', '/api/links', { token }, { 'sec-fetch-site': 'same-origin' });
      return json['csrfToken'] as string;
    }

    before(async () => {
      await seedInstitutions(database.db());
      await addPerson(database.db(), 'anna');
      site = await startSite(database.db());
    });
    after(() => site.stop());
    beforeEach(async () => {
      begun = Date.now();
      site.at(new Date(begun));
      await execute(database.db(), 'DELETE FROM sessions');
    });

    it('stand in a cookie that scripts cannot read, and in the records as a hash', async () => {
      const browser = openBrowser(site.url);
      const token = randomToken();
      const link = { purpose: 'login', token, institution: 'caen', person: 'anna', email: 'anna@example.org' } as const;
      await makeLink(database.db(), { ...link, expiresAt: new Date(begun + HOUR) }, new Date(begun));
      const { headers } = await browser.send('POST', '/api/links', { token });
      expect(headers.getSetCookie()[0]).to.match(/^smile=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
      expect(JSON.stringify(await rows())).to.not.include(browser.cookies().get('smile')!);
    });

    it('get a new id at each login, and the old one opens nothing', async () => {
      const browser = openBrowser(site.url);
      await signIn(browser);
      const before = browser.cookies().get('smile')!;
      await signIn(browser);
      expect(browser.cookies().get('smile')).to.not.equal(before);
      const old = await fetch(`${site.url}/api/me`, { headers: { cookie: `smile=${before}` } });
      expect(old.status).to.equal(401);
      expect(await rows()).to.have.length(1);
    });

    it('are several for one person, and end one by one', async () => {
      const [one, other] = [openBrowser(site.url), openBrowser(site.url)];
      const csrf = await signIn(one);
      await signIn(other);
      expect((await one.send('POST', '/api/session/logout', undefined, { 'x-csrf-token': csrf })).status).to.equal(204);
      expect((await one.get('/api/me')).json['code']).to.equal('not-signed-in');
      expect((await other.get('/api/me')).json).to.include({ person: 'anna', identified: 'one-time-link' });
      expect((await one.send('POST', '/api/session/logout')).status).to.equal(204);
    });

    it('end after two hours without a request', async () => {
      const browser = openBrowser(site.url);
      await signIn(browser);
      for (const hours of [1.9, 3.8, 5.7]) {
        site.at(new Date(begun + hours * HOUR));
        expect((await browser.get('/api/me')).status).to.equal(200);
      }
      site.at(new Date(begun + 7.8 * HOUR));
      const over = await browser.get('/api/me');
      expect(over.status).to.equal(401);
      expect(over.json['code']).to.equal('session-expired');
      expect(await rows()).to.deep.equal([]);
    });

    it('end after twelve hours however busy', async () => {
      const browser = openBrowser(site.url);
      await signIn(browser);
      for (let hour = 1; hour < 12; hour += 1) {
        site.at(new Date(begun + hour * HOUR));
        expect((await browser.get('/api/me')).status).to.equal(200);
      }
      site.at(new Date(begun + 12 * HOUR));
      expect((await browser.get('/api/me')).json['code']).to.equal('session-expired');
    });

    it('of a person who is gone are nobody', async () => {
      const browser = openBrowser(site.url);
      await signIn(browser);
      await execute(database.db(), 'UPDATE sessions SET institution = ?', ['other']);
      expect((await browser.get('/api/me')).status).to.equal(401);
      expect((await browser.get('/api/session')).status).to.equal(401);
    });

    it('of a cookie that is none of ours are none', async () => {
      for (const value of ['x', 'x'.repeat(43), "' OR 1=1 --", 'x'.repeat(6_000)]) {
        const { status } = await fetch(`${site.url}/api/me`, { headers: { cookie: `smile=${value}` } });
        expect(status).to.equal(401);
      }
    });

    describe('against requests that other sites forge', () => {
      const proofs: readonly [string, Record<string, string>, number][] = [
        ['nothing', {}, 403],
        ['a wrong token', { 'x-csrf-token': 'x'.repeat(43) }, 403],
        ['an empty token', { 'x-csrf-token': '' }, 403],
        ['another origin', { origin: 'https://evil.example' }, 403],
        ['a hidden origin', { origin: 'null' }, 403],
        ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
        ['a neighbour of our domain', { 'sec-fetch-site': 'same-site' }, 403],
        ['another site with our origin', { 'sec-fetch-site': 'cross-site', origin: 'OURS' }, 403],
        ['our page', { 'sec-fetch-site': 'same-origin' }, 200],
        ['our origin', { origin: 'OURS' }, 200],
        ['the token', { 'x-csrf-token': 'TOKEN' }, 200],
      ];
      for (const [what, proof, status] of proofs) {
        it(`answer ${status} to an act with ${what}`, async () => {
          const browser = openBrowser(site.url);
          const token = await signIn(browser);
          const headers = Object.fromEntries(
            Object.entries(proof).map(([name, value]) => [
              name,
              value.replace('OURS', site.url).replace('TOKEN', token),
            ]),
          );
          const answer = await browser.send('POST', '/api/act', {}, headers);
          expect(answer.status).to.equal(status);
          if (status === 403) expect(answer.json['code']).to.equal('csrf');
        });
      }

      it("refuse another session's token, and ask nothing of who only reads", async () => {
        const [one, other] = [openBrowser(site.url), openBrowser(site.url)];
        await signIn(one);
        const token = await signIn(other);
        expect((await one.send('POST', '/api/act', {}, { 'x-csrf-token': token })).status).to.equal(403);
        expect((await one.send('GET', '/api/me', undefined, { 'sec-fetch-site': 'cross-site' })).status).to.equal(200);
      });

      it('let no other site open a link in somebody’s browser', async () => {
        for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
          const { json } = await openBrowser(site.url).send('POST', '/api/links', { token: 'x' }, { ...headers });
          expect(json['code']).to.equal('csrf');
        }
      });
    });
  });
});
