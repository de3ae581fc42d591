import { expect } from 'chai';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { makeRate } from '../../../api/identity/rate.ts';
import { forEachDatabase } from '../../support/database.ts';
import { startApplication, type Answer, type Application, type Caller } from '../support/application.ts';
import { form, upload } from '../support/steps.ts';

const MIB = 1024 * 1024;
const times = <T>(n: number, one: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: n }, (_, i) => one(i)));
const refusedOf = (answers: readonly Answer[]): Answer[] => answers.filter(({ status }) => status === 429);

describe('limits of requests', () => {
  const each = (what: string, env: Record<string, string>, define: () => void): void => {
    describe(what, () => {
      forEachDatabase((kind, database) => {
        if (kind !== 'sqlite') return;
        before(async function () {
          this.timeout(60_000);
          app = await startApplication(database.db(), { env });
        });
        after(() => app.stop());
        define();
      });
    });
  };
  let app: Application;
  let address = 0;
  /** From an address that nobody had before, behind our proxy. */
  const fresh = (): string => `203.0.${Math.floor((address += 1) / 250)}.${(address % 250) + 1}`;
  const from = (ip: string, path = '/api/institutions', headers = {}): Promise<Answer> =>
    app.anybody.get(path, { 'x-forwarded-for': ip, ...headers });

  each('of 60 a minute behind one proxy', { RATE_LIMIT: '60', TRUST_PROXY: '1' }, () => {
    it('hold up one address alone, and say in two languages when to come again', async () => {
      const [busy, other] = [fresh(), fresh()];
      const answers = await times(80, () => from(busy));
      expect(refusedOf(answers).length).to.be.within(10, 20);
      const refused = await from(busy, '/api/institutions', { 'accept-language': 'fr' });
      expect(refused.json).to.include({ status: 429, code: 'too-many-requests' });
      expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60);
      expect(refused.text).to.match(/Réessayez dans \d+ secondes?/);
      expect(refused.headers.get('content-security-policy')).to.include("default-src 'none'");
      const page = await from(busy, '/me', { accept: 'text/html' });
      expect(page.status).to.equal(429);
      expect(page.text)
        .to.include('<h1>Too many requests</h1>')
        .and.match(/Try again in \d+ seconds?/);
      for (const path of ['/style.css', '/api/openapi.json', '/api/nothing', '/api/health', '/link'])
        expect((await from(busy, path)).status, path).to.equal(429);
      expect((await from(other)).status).to.equal(200);
    });

    it('believe the nearest proxy alone about an address', async () => {
      const busy = fresh();
      const answers = await times(80, (i) => from(`198.51.100.${i}, 10.0.0.${i}, ${busy}`));
      expect(refusedOf(answers).length).to.be.within(10, 20);
      for (const forged of ['x-real-ip', 'forwarded', 'x-client-ip', 'true-client-ip', 'cf-connecting-ip'])
        expect((await from(busy, '/api/institutions', { [forged]: fresh() })).status, forged).to.equal(429);
      expect((await from(`${busy}:4711`)).status).to.equal(429);
    });

    it('count the addresses of one network (IPv6, /64) as one', async () => {
      const answers = await times(80, (i) => from(`2001:db8:1:2:${i.toString(16)}::${i.toString(16)}`));
      expect(refusedOf(answers).length).to.be.within(10, 20);
      expect((await from('2001:db8:1:3::1')).status).to.equal(200);
    });

    it('hold up one person, from wherever and in how many sessions they come', async () => {
      const callers = await Promise.all([app.as('caen-ines'), app.as('caen-ines')]);
      const answers = await times(30, (i) =>
        (callers[i % 2] ?? app.anybody).get('/api/session', { 'x-forwarded-for': fresh() }),
      );
      expect(refusedOf(answers).length).to.be.within(10, 18);
      const hugo = await app.as('caen-hugo');
      expect((await hugo.get('/api/session', { 'x-forwarded-for': fresh() })).status).to.equal(200);
    });
  });

  each('of 600 a minute behind one proxy', { RATE_LIMIT: '600', TRUST_PROXY: '1' }, () => {
    const firstRefused = async (send: () => Promise<Answer>): Promise<number> => {
      for (let n = 0; n < 60; n += 1) if ((await send()).status === 429) return n;
      throw new Error('never refused');
    };

    it('are stricter for files, lists and searches', async function () {
      this.timeout(30_000);
      const { reference, caller } = await app.student();
      expect(await firstRefused(() => upload(caller, reference, 'passport', form('x')))).to.be.within(12, 13);
      expect((await caller.get(`/api/mobilities/${reference}`)).status).to.equal(200);
      const ines = await app.as('caen-ines');
      const csv = (): Promise<Answer> =>
        ines.raw('POST', '/api/nominations/import?procedure=erasmus-study&dryRun=true', 'firstname,lastname,email', {
          'content-type': 'text/csv',
        });
      expect(await firstRefused(csv)).to.be.within(2, 3);
      expect(await firstRefused(() => ines.get('/api/mobilities?name=silva'))).to.be.within(24, 30);
      // The list itself, and another kind of it, go on.
      expect((await ines.get('/api/mobilities')).status).to.equal(200);
      expect((await ines.get('/api/partners?q=porto')).status).to.equal(429);
    });

    it('are stricter for asking whether a document is ours, by address', async () => {
      const [busy, other] = [fresh(), fresh()];
      const verify = (ip: string, hash = '0'): Promise<Answer> => from(ip, `/verify/${hash.repeat(64)}`);
      const answers = await times(140, (i) => verify(busy, String(i % 10)));
      expect(refusedOf(answers).length).to.be.within(10, 20);
      const refused = await verify(busy);
      expect(refused.json).to.include({ status: 429, code: 'too-many-requests' });
      expect((await from(busy)).status).to.equal(200);
      expect((await verify(other)).status).to.equal(404);
    });

    it('let people search the catalogue who share an address', async () => {
      const campus = fresh();
      const search = (caller: Caller): Promise<Answer> =>
        caller.get('/api/catalogue/courses?institution=caen&q=data', { 'x-forwarded-for': campus });
      const students = await times(8, async () => (await app.student()).caller);
      const answers = (await times(160, (i) => search(students[i % 8] ?? app.anybody))).concat(
        await times(100, () => search(app.anybody)),
      );
      expect(refusedOf(answers)).to.deep.equal([]);
    });
  });

  each('as they are unless set', { SMILE_DEV: '0', TRUST_PROXY: '0' }, () => {
    it('do not hold up a campus of 900 behind one address, and nobody gets around them by a header', async function () {
      this.timeout(60_000);
      expect(app.deps.settings.rateLimit).to.equal(3_000);
      const within = await times(900, async (i) => [
        await from(`198.51.100.${i % 250}`, '/favicon.ico'),
        await from(fresh(), '/favicon.ico'),
        await from(fresh(), '/favicon.ico'),
      ]);
      expect(refusedOf(within.flat())).to.deep.equal([]);
      const beyond = await times(1_500, () => from(fresh(), '/favicon.ico'));
      expect(refusedOf(beyond).length).to.be.greaterThan(0);
    });
  });

  it('remember no more than they should of a million addresses', function () {
    this.timeout(60_000);
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const rate = makeRate({ burst: 3_000, secondsEach: 0.02 });
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 1_000_000; i += 1) rate.take(`2001:db8:${(i >> 16).toString(16)}:${(i & 0xffff).toString(16)}`);
    collect();
    expect((process.memoryUsage().heapUsed - before) / MIB).to.be.below(10);
    expect(rate.take('a')).to.equal(0);
  });
});
