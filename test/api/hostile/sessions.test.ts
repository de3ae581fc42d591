import { expect } from 'chai';
import { makeLink } from '../../../db/identity/links.ts';
import { randomToken } from '../../../db/identity/token.ts';
import { execute, select } from '../../../db/sql.ts';
import { addPerson, ESI, seedInstitutions } from '../../db/identity/seed.ts';
import { forEachDatabase } from '../../support/database.ts';
import { openBrowser, type Answer, type Browser } from '../identity/browser.ts';
import { startSite, type Site } from '../identity/site.ts';

const HOUR = 3_600_000;
const START = '/login/local?institution=caen&hint=anna';
const ours = { 'sec-fetch-site': 'same-origin' };

describe('hostile use of sessions and links', () => {
  forEachDatabase((_, database) => {
    let site: Site;
    const open = (): Browser => openBrowser(site.url);
    const me = (cookie: string): Promise<Response> => fetch(`${site.url}/api/me`, { headers: { cookie } });
    const sessions = (): Promise<{ id_hash: string }[]> => select(database.db(), 'SELECT id_hash FROM sessions');
    /** Logs in up to the provider's answer, which is not opened. */
    async function answered(browser: Browser, from = START): Promise<URL> {
      const { next } = await browser.follow(from, '/login/callback');
      if (next === null) throw new Error('no answer of the provider');
      return next;
    }
    async function link(more: { institution?: string; person?: string } = {}): Promise<string> {
      const token = randomToken();
      const { institution = 'caen', person = 'anna' } = more;
      const one = { purpose: 'login', token, institution, person, email: 'a@example.org' } as const;
      await makeLink(database.db(), { ...one, expiresAt: new Date(Date.now() + HOUR) }, new Date());
      return token;
    }
    const use = (browser: Browser, token: string): Promise<Answer> =>
      browser.send('POST', '/api/links', { token }, ours);
    async function signedIn(): Promise<{ browser: Browser; id: string }> {
      const browser = open();
      await use(browser, await link());
      return { browser, id: browser.cookies().get('smile') ?? '' };
    }

    before(async function () {
      this.timeout(60_000);
      await seedInstitutions(database.db());
      await addPerson(database.db(), 'anna', { esi: ESI });
      await addPerson(database.db(), 'eve');
      await addPerson(database.db(), 'olga', { institution: 'other' });
      site = await startSite(database.db());
      const anna = { person: 'anna', given: 'Anna', family: 'Test', email: 'anna@idp.example' };
      site.provider.people.set('anna', { ...anna, esi: ESI });
      site.second.people.set('anna', anna);
    });
    after(() => site.stop());
    beforeEach(async () => {
      site.logged.length = 0;
      for (const table of ['identities', 'sessions', 'links', 'login_states'])
        await execute(database.db(), `DELETE FROM ${table}`);
    });

    it('two logins at once in one browser both end, and leave it signed in', async function () {
      this.timeout(20_000);
      const browser = open();
      const [one, two] = [await answered(browser), await answered(browser)];
      const answers = await Promise.all([browser.get(one), browser.get(two)]);
      expect(answers.map(({ status }) => status)).to.deep.equal([303, 303]);
      expect((await browser.get('/api/me')).json).to.include({ person: 'anna' });
    });

    it('twenty logins of one person at once, in as many browsers, all end', async function () {
      this.timeout(60_000);
      const browsers = Array.from({ length: 20 }, open);
      const begun = await Promise.all(browsers.map((browser) => answered(browser)));
      const answers = await Promise.all(browsers.map((browser, i) => browser.get(begun[i] ?? '/')));
      expect(answers.filter(({ status }) => status !== 303)).to.deep.equal([]);
      expect(await sessions()).to.have.length(20);
      expect(new Set(browsers.map((browser) => browser.cookies().get('smile'))).size).to.equal(20);
      expect(await select(database.db(), 'SELECT id FROM identities')).to.have.length(1);
    });

    it('900 people of a lecture hall may begin to log in at once', async function () {
      this.timeout(60_000);
      const statuses: number[] = [];
      for (let n = 0; n < 900; n += 50)
        statuses.push(
          ...(await Promise.all(
            Array.from({ length: 50 }, async () => (await fetch(`${site.url}${START}`, { redirect: 'manual' })).status),
          )),
        );
      expect(statuses.filter((status) => status !== 303)).to.deep.equal([]);
    });

    it('a provider’s answer to a login at another provider signs in nobody', async function () {
      this.timeout(20_000);
      const browser = open();
      const local = await answered(browser);
      const second = await answered(browser, '/login/second?institution=caen&hint=anna');
      const mixed = (state: URL, code: URL, iss: string | null): URL => {
        const made = new URL(state);
        made.searchParams.set('code', code.searchParams.get('code') ?? '');
        if (iss === null) made.searchParams.delete('iss');
        else made.searchParams.set('iss', iss);
        return made;
      };
      // The state of one, with the code of the other: as the other says it, as the first would, and unsaid.
      const tries: readonly [URL, URL, (s: Site) => string | null][] = [
        [second, local, (s) => s.provider.issuer],
        [await answered(browser, '/login/second?institution=caen&hint=anna'), local, (s) => s.second.issuer],
        [await answered(browser), second, () => null],
      ];
      for (const [state, code, iss] of tries) {
        const answer = await browser.get(mixed(state, code, iss(site)));
        expect(answer.json).to.include({ status: 400, code: 'login-invalid' });
      }
      expect((await browser.get('/api/me')).status).to.equal(401);
      expect(await sessions()).to.deep.equal([]);
      // Nor is an account of the same name at another provider the same account.
      const elsewhere = await browser.follow('/login/second?institution=caen&hint=anna');
      expect(elsewhere.json['code']).to.equal('not-nominated');
    });

    it('a login that another began for them signs nobody in', async () => {
      const [attacker, victim] = [open(), open()];
      const answer = await answered(attacker);
      for (const cookie of [undefined, `smile-login=${'x'.repeat(43)}`, 'smile-login='])
        expect((await fetch(answer, { headers: cookie === undefined ? {} : { cookie } })).status).to.equal(400);
      expect((await victim.get(answer)).json['code']).to.equal('login-other-browser');
      expect(await sessions()).to.deep.equal([]);
    });

    it('cookies that are altered, cut, lengthened or made up open nothing', async () => {
      const { browser, id } = await signedIn();
      const [row] = await sessions();
      const other = id.startsWith('A') ? `B${id.slice(1)}` : `A${id.slice(1)}`;
      for (const value of [
        other,
        id.slice(0, -1),
        id.slice(1),
        `${id}A`,
        id.toLowerCase() === id ? id.toUpperCase() : id.toLowerCase(),
        `${id}\t`.repeat(200),
        `"${id}"`,
        encodeURIComponent(`${id}=`),
        row?.id_hash ?? '',
        `${'x'.repeat(42)}%`,
        'null',
        '__proto__',
        `${id},${id}`,
      ])
        expect((await me(`smile=${value}`)).status, value).to.equal(401);
      for (const cookie of [
        `Smile=${id}`,
        `__Host-smile=${id}`,
        `smile-login=${id}`,
        `x=smile=${id}`,
        `smile=x; smile=${id}`,
      ])
        expect((await me(cookie)).status, cookie).to.equal(401);
      expect((await me(`a=b; smile=${id}`)).status).to.equal(200);
      expect(
        (await fetch(`${site.url}/api/me?smile=${id}`, { headers: { authorization: `Bearer ${id}` } })).status,
      ).to.equal(401);
      expect((await browser.get('/api/me')).status).to.equal(200);
    });

    it('an id that was there before the login opens nothing after it', async () => {
      const victim = open();
      const planted = randomToken();
      victim.cookies().set('smile', planted);
      await victim.follow(START, '/me');
      expect((await victim.get('/api/me')).json).to.include({ person: 'anna' });
      expect(victim.cookies().get('smile')).to.not.equal(planted);
      expect((await me(`smile=${planted}`)).status).to.equal(401);
      // Nor does the session of somebody else that was planted there live on in the new one.
      const attacker = await signedIn();
      victim.cookies().set('smile', attacker.id);
      await victim.follow(START, '/me');
      expect((await me(`smile=${attacker.id}`)).status).to.equal(401);
    });

    it('signing out ends the session for whoever kept its cookie or its token', async () => {
      const { browser, id } = await signedIn();
      const other = await signedIn();
      const token = (await browser.get('/api/session')).json['csrfToken'];
      const answer = await browser.send('POST', '/api/session/logout', undefined, ours);
      expect(answer.headers.get('clear-site-data')).to.equal('"storage"');
      expect(answer.headers.getSetCookie().join()).to.match(/^smile=;.*Expires=Thu, 01 Jan 1970/);
      expect((await me(`smile=${id}`)).status).to.equal(401);
      const act = await fetch(`${site.url}/api/act`, {
        method: 'POST',
        headers: { cookie: `smile=${id}`, 'x-csrf-token': typeof token === 'string' ? token : '' },
      });
      expect(act.status).to.equal(401);
      expect((await other.browser.get('/api/me')).status).to.equal(200);
    });

    it('of ten who use one link at once, one alone gets in', async function () {
      this.timeout(20_000);
      const token = await link();
      const browsers = Array.from({ length: 10 }, open);
      const answers = await Promise.all(browsers.map((browser) => use(browser, token)));
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, ...Array.from({ length: 9 }, () => 410)]);
      expect(await sessions()).to.have.length(1);
      expect((await use(open(), token)).json['code']).to.equal('link-invalid');
    });

    it('links that are altered, cut or made up all get the same answer', async () => {
      const token = await link();
      const [row] = await select<{ token_hash: string }>(database.db(), 'SELECT token_hash FROM links');
      const answers: string[] = [];
      for (const forged of [
        `${token}A`,
        token.slice(1),
        ` ${token}`,
        token.toLowerCase() === token ? token.toUpperCase() : token.toLowerCase(),
        `#${token}`,
        row?.token_hash ?? '',
        randomToken(),
        "' OR 1=1 --",
        '%',
        '\u0000',
      ]) {
        const { status, json } = await use(open(), forged);
        answers.push(`${status} ${String(json['code'])} ${String(json['detail'])}`);
      }
      expect(new Set(answers).size).to.equal(1);
      expect(answers[0]).to.match(/^410 link-invalid /);
      for (const wrong of [{ $ne: null }, [token], 5, true, null])
        expect((await use(open(), wrong as unknown as string)).status).to.equal(422);
      expect((await use(open(), token)).status).to.equal(200);
    });

    it('a link of one institution opens nothing of another', async () => {
      const browser = open();
      await use(browser, await link({ institution: 'other', person: 'olga' }));
      expect((await browser.get('/api/me')).json).to.include({ institution: 'other', person: 'olga' });
      expect((await browser.get('/login/local?institution=caen&attach=1')).json['code']).to.equal('attach-needs-link');
      // A link that names somebody of another institution is of nobody.
      expect((await use(open(), await link({ institution: 'other', person: 'anna' }))).status).to.equal(410);
    });

    it('leave no token, code, state or cookie in the log, and none in an address of ours', async function () {
      this.timeout(20_000);
      const browser = open();
      const begun = await browser.get(START);
      const sent = new URL(begun.headers.get('location') ?? '');
      const answer = await answered(browser);
      const done = await browser.get(answer);
      expect(done.headers.get('location')).to.equal('/me');
      await browser.get(answer);
      const token = await link();
      const used = await use(open(), token);
      await use(open(), token);
      await browser.get('/api/session');
      const secrets = [
        sent.searchParams.get('state'),
        sent.searchParams.get('nonce'),
        answer.searchParams.get('state'),
        answer.searchParams.get('code'),
        browser.cookies().get('smile'),
        browser.cookies().get('smile-login'),
        token,
        used.json['csrfToken'],
      ];
      for (const secret of secrets) {
        expect(secret).to.be.a('string').with.length.greaterThan(20);
        expect(site.logged.join(''), 'the log').to.not.include(secret);
      }
      expect(site.logged.join('')).to.include('"person":"anna","identified":"demo","msg":"signed in"');
      expect(JSON.stringify(used.json['next'])).to.equal('"/me"');
    });
  });
});
