import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { onMariaDb } from '../support/needs-mariadb.ts';
import { bringBack, during, takeAway, WAYS } from './support/away.ts';
import type { Client } from './support/client.ts';
import { events, expectAway, SLACK_MS, untilStatus } from './support/expect.ts';
import { inTheMiddle } from './support/middle.ts';
import { can, expected, filled, moved, nominate, openFile, staff, type File } from './support/people.ts';
import { shared, type Shared } from './support/shared.ts';

/** An act asks first whether Temporal is there at all. */
const ASKED_MS = 1_500;

onMariaDb('with Temporal away', function () {
  this.timeout(180_000);
  let on: Shared;
  let officer: Client;
  let file: File;
  let form: Record<string, unknown>;
  const done = randomUUID();
  before(async () => {
    on = await shared();
    officer = await staff(on, 'ines');
    file = await openFile(on, officer);
    form = await filled(file);
    expected(await file.student.act(file.reference, form, done));
  });

  for (const how of WAYS)
    describe(how, () => {
      const key = randomUUID();
      const n = how === 'frozen' ? 1 : 2;
      let born: File;
      let pids: readonly number[];
      before(async () => {
        pids = [on.part('api').pid, on.part('worker').pid];
        await takeAway(on.part('temporal'), how);
      });

      it('answers acts with 503 and a time to come back, soon and in words', async () => {
        const [one, french] = await Promise.all([
          officer.act(file.reference, moved(n), key),
          officer.post(`/api/mobilities/${file.reference}/acts`, moved(n), {
            'idempotency-key': key,
            'accept-language': 'fr',
          }),
        ]);
        expectAway(one, 'temporal-unreachable', ASKED_MS);
        expect(one.json['detail']).to.match(/^Everything can be read/);
        expect(french.json['detail']).to.match(/^Tout peut être lu/);
      });

      it('goes on with all else', async () => {
        const { reference, student } = file;
        const health = expected(await officer.get('/api/health'));
        expect(health.json).to.deep.equal({ ok: false, database: true, temporal: false });
        expect(health.ms).to.be.lessThan(1_000 + SLACK_MS);
        const pages = ['/me', `/mobilities/${reference}`, '/api/me', `/api/mobilities/${reference}`];
        for (const path of pages) expected(await student.get(path));
        const draft = `/api/mobilities/${reference}/drafts/details`;
        const { version } = (await student.get(draft)).json;
        expected(await student.put(draft, { version, body: { phone: String(n) } }));
        expected(await student.post(`/api/mobilities/${reference}/messages`, { text: 'Hello?' }), 201);
        const papers = `/api/mobilities/${reference}/documents?task=papers&document=passport`;
        expected(await student.upload(papers, Buffer.alloc(50_000, how)), 201);
        born = await nominate(on, officer);
      });

      it('gives the answer to what was done before', async () => {
        const { reference, student } = file;
        const answer = expected(await student.act(reference, form, done));
        expect(answer.headers.get('idempotent-replay')).to.equal('true');
      });

      it('is made good when it is back, without a restart', async () => {
        await bringBack(on.part('temporal'), how);
        await untilStatus(200, () => officer.act(file.reference, moved(n), key), 20_000);
        expect(await events(on, file.reference, 'stay-changed')).to.equal(n);
        expect((await officer.get('/api/health')).json).to.include({ ok: true });
        await can(born.student, born.reference, 'submit-form');
        expect([on.part('api').pid, on.part('worker').pid]).to.deep.equal(pids);
      });
    });

  it('going away in the middle of acts, nobody is kept waiting, and each is done once', async () => {
    const { reference, acts, answers } = await inTheMiddle(on, officer, (sent) =>
      during(on.part('temporal'), 'killed', () => sent),
    );
    for (const answer of answers) {
      expect(answer?.status).to.be.oneOf([200, 202, 503]);
      expect(answer?.ms).to.be.lessThan(5_000 + SLACK_MS);
    }
    for (const { key, act } of acts) await untilStatus(200, () => officer.act(reference, act, key));
    expect(await events(on, reference, 'stay-changed')).to.equal(acts.length);
  });
});
