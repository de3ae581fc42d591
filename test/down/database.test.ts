import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { onMariaDb } from '../support/needs-mariadb.ts';
import { bringBack, during, takeAway, WAYS } from './support/away.ts';
import { client, type Client } from './support/client.ts';
import { events, expectAway, untilStatus } from './support/expect.ts';
import { inTheMiddle } from './support/middle.ts';
import { hiddenFields } from './support/page.ts';
import { expected, moved, openFile, staff, type File } from './support/people.ts';
import { shared, type Shared } from './support/shared.ts';

/** Waiting for a connection, then for an answer. */
const LONGEST_MS = 9_000;
const HEALTH_MS = 2_000;
/** Garbage is collected late; see memory.test.ts. */
const ROOM_MIB = 400;

onMariaDb('with the database away', function () {
  this.timeout(180_000);
  let on: Shared;
  let officer: Client;
  let file: File;
  let pids: readonly number[];
  before(async () => {
    on = await shared();
    officer = await staff(on, 'ines');
    file = await openFile(on, officer);
    pids = [on.part('api').pid, on.part('worker').pid];
  });

  for (const how of WAYS)
    describe(how, () => {
      before(async () => {
        await takeAway(on.part('database'), how);
      });

      it('answers everything with 503 and a time to come back, none later than promised', async () => {
        const { reference, student } = file;
        const answers = await Promise.all([
          officer.act(reference, moved(1)),
          student.get('/api/me'),
          student.get(`/api/mobilities/${reference}`),
          student.put(`/api/mobilities/${reference}/drafts/details`, { version: 0, body: {} }),
          student.post(`/api/mobilities/${reference}/messages`, { text: 'Hello?' }),
          student.upload(`/api/mobilities/${reference}/documents?task=papers&document=passport`, Buffer.alloc(200_000)),
          client(on.url).page('/'),
          client(on.url).get('/login/local?institution=caen'),
          client(on.url).post('/api/links', { token: 'x'.repeat(43) }),
          client(on.url).post('/api/links/request', { institution: 'caen', email: 'somebody@porto.example' }),
        ]);
        for (const answer of answers) expectAway(answer, 'database-unreachable', LONGEST_MS);
        const health = await client(on.url).get('/api/health');
        expect(health.status).to.equal(503);
        expect(health.json).to.deep.equal({ ok: false, database: false, temporal: true });
        expect(health.ms).to.be.lessThan(HEALTH_MS + 1_000);
      });

      it('says it in a page that needs no records, and keeps what was typed', async () => {
        const fields = { key: randomUUID(), decision: 'decline', reason: '<b>Wrong</b> courses' };
        const [page, french, form] = await Promise.all([
          officer.page('/me'),
          officer.page('/me', 'fr'),
          officer.form('/sign', fields),
        ]);
        expectAway(page, 'database-unreachable', LONGEST_MS);
        expect(page.text).to.include('cannot reach its records').and.include('href="/me"');
        expect(french.text).to.include('pas accès à ses registres').and.include('Réessayer');
        expectAway(form, 'database-unreachable', LONGEST_MS);
        expect(hiddenFields(form.text)).to.deep.equal(fields);
        expect(form.text).to.include('&lt;b&gt;Wrong&lt;/b&gt; courses').and.not.include('<b>Wrong');
        const forged = await client(on.url, { ...officer.headers, origin: 'https://evil.example' }).form(
          '/sign',
          fields,
        );
        expect(hiddenFields(forged.text)).to.deep.equal({});
        expected(await client(on.url).get('/style.css'));
        expected(await client(on.url).page('/link'));
      });

      it('lets no more than some wait at once', async () => {
        const before = on.part('api').usage();
        const many = await Promise.all(Array.from({ length: 600 }, () => officer.get('/api/me')));
        for (const { status, ms } of many) {
          expect(status).to.equal(503);
          expect(ms).to.be.lessThan(LONGEST_MS + 4_000);
        }
        if (how === 'frozen') expect(many.filter(({ json }) => json['code'] === 'database-busy')).not.to.be.empty;
        expect(on.part('api').usage().residentMiB - before.residentMiB).to.be.lessThan(ROOM_MIB);
      });

      it('goes on when it is back, without a restart', async () => {
        await bringBack(on.part('database'), how);
        await untilStatus(200, () => officer.get('/api/me'), 15_000);
        await untilStatus(200, () => officer.act(file.reference, moved(1)), 20_000);
        expect([on.part('api').pid, on.part('worker').pid]).to.deep.equal(pids);
      });
    });

  it('going away in the middle of acts, nothing is done twice or lost', async () => {
    const { reference, acts, answers } = await inTheMiddle(on, officer, (sent) =>
      during(on.part('database'), 'frozen', () => sent),
    );
    for (const answer of answers) expect(answer?.status).to.be.oneOf([200, 202, 503]);
    for (const { key, act } of acts) await untilStatus(200, () => officer.act(reference, act, key));
    expect(await events(on, reference, 'stay-changed')).to.equal(acts.length);
  });
});
