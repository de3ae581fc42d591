import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { until } from '../dev/local.ts';
import { onMariaDb } from '../support/needs-mariadb.ts';
import { during } from './support/away.ts';
import type { Answer, Client } from './support/client.ts';
import { events, expectPending, SLACK_MS, untilStatus } from './support/expect.ts';
import { itInFull } from '../support/full.ts';
import { hiddenFields } from './support/page.ts';
import {
  can,
  expected,
  filled,
  moved,
  nominate,
  openFile,
  staff,
  untilPartnerSigns,
  type File,
} from './support/people.ts';
import { shared, type Shared } from './support/shared.ts';

const PATIENCE_MS = 5_000;
/** A file takes so many acts at once, which is Temporal's own limit. */
const IN_FLIGHT = 10;

onMariaDb('with the worker away', function () {
  this.timeout(180_000);
  let on: Shared;
  let officer: Client;
  before(async () => {
    on = await shared();
    officer = await staff(on, 'ines');
  });

  describe('killed', () => {
    const key = randomUUID();
    const reason = 'Wrong courses, again & again';
    const decline = { key: randomUUID(), decision: 'decline', reason };
    let file: File;
    let busy: File;
    let born: File;
    let act: Record<string, unknown>;
    let partner: Client;
    let form: Record<string, string>;
    let first: Answer;
    let second: Answer;
    let page: Answer;
    let french: Answer;
    let many: readonly Answer[];
    before(async () => {
      const signing = await openFile(on, officer);
      [file, busy] = await Promise.all([openFile(on, officer), openFile(on, officer)]);
      partner = await untilPartnerSigns(on, signing, officer);
      act = await filled(file);
      form = hiddenFields(expected(await partner.page('/sign')).text);
      await on.part('worker').kill();
      const send = (): Promise<Answer> => file.student.act(file.reference, act, key);
      [first, page, many] = await Promise.all([
        send(),
        partner.form('/sign', decline),
        Promise.all(Array.from({ length: 14 }, (_, n) => officer.act(busy.reference, moved(n)))),
      ]);
      [second, french] = await Promise.all([send(), partner.form('/sign', decline, 'fr')]);
    });

    it('answers acts with 202 and a place to look; the same key is the same command', async () => {
      const location = expectPending(first);
      expect(expectPending(second).split('&until')[0]).to.equal(location.split('&until')[0]);
      expect(expected(await file.student.get(location), 202).json['detail']).to.match(/^This is not yet recorded/);
      const { json } = await file.student.get(location, { 'accept-language': 'fr' });
      expect(json['detail']).to.match(/^Ceci n'est pas encore enregistré/);
    });

    it('says so in the page, whose button is the same act once more', () => {
      expect(form).to.have.all.keys('key', 'decision', 'revision', 'shown');
      expected(page, 202);
      expect(page.ms).to.be.lessThan(PATIENCE_MS + SLACK_MS);
      expect(page.text)
        .to.include('This is not yet recorded')
        .and.include('Look again')
        .and.include('<blockquote>Wrong courses, again &amp; again</blockquote>');
      expect(hiddenFields(page.text)).to.deep.equal(decline);
      expect(expected(french, 202).text).to.include('pas encore enregistré').and.include('Regarder de nouveau');
    });

    it('sends away what is more than a file takes at once, and keeps nobody waiting', () => {
      const statuses = many.map(({ status }) => status);
      expect(statuses.filter((status) => status === 202)).to.have.length(IN_FLIGHT);
      const away = many.filter(({ status }) => status === 503);
      expect(away).to.have.length(many.length - IN_FLIGHT);
      for (const { headers, json } of away) {
        expect(headers.get('retry-after')).to.equal('5');
        expect(json).to.include({ code: 'too-much-under-way' });
      }
      for (const { ms } of many) expect(ms).to.be.lessThan(PATIENCE_MS + SLACK_MS);
    });

    it('goes on with all else: reading, drafts, messages, nominations', async () => {
      const { reference, student } = file;
      const paths = ['/me', `/mobilities/${reference}`, '/api/me', `/api/mobilities/${reference}`];
      for (const path of [...paths, `/api/mobilities/${reference}/history`]) expected(await student.get(path));
      expected(await officer.get('/api/queue'));
      expected(await student.put(`/api/mobilities/${reference}/drafts/details`, { version: 0, body: { phone: '1' } }));
      expected(await student.post(`/api/mobilities/${reference}/messages`, { text: 'Hello?' }), 201);
      expect((await officer.get('/api/health')).json).to.include({ ok: true });
      born = await nominate(on, officer);
      expected(await born.student.get(`/api/mobilities/${born.reference}`), 404);
    });

    it('makes good when it is back: each once, and who was nominated is born', async () => {
      on.part('worker').launch();
      const { student, reference } = file;
      const answer = await untilStatus(200, () => student.get(first.headers.get('location') ?? ''));
      expect(answer.json['recorded']).to.include('form-submitted');
      const again = expected(await student.act(reference, act, key));
      expect(again.headers.get('idempotent-replay')).to.equal('true');
      expect(again.json).to.deep.equal(answer.json);
      expect(await events(on, reference, 'form-submitted')).to.equal(1);
      const looked = await untilStatus(303, () => partner.form('/sign', decline));
      expect(looked.headers.get('location')).to.equal('/sign?done=declined');
      await until('the acts that were taken', async () => (await moves(busy)) >= IN_FLIGHT, 20_000);
      expect(await moves(busy)).to.equal(IN_FLIGHT);
      await can(born.student, born.reference, 'submit-form');
    });
  });

  describe('frozen', () => {
    it('answers 202, and does it once when it is back', async () => {
      const { reference } = await openFile(on, officer);
      const key = randomUUID();
      const location = await during(on.part('worker'), 'frozen', async () => {
        const pending = expectPending(await officer.act(reference, moved(1), key));
        expected(await officer.page(`/mobilities/${reference}`));
        return pending;
      });
      await untilStatus(200, () => officer.get(location));
      expected(await officer.act(reference, moved(1), key));
      expect(await events(on, reference, 'stay-changed')).to.equal(1);
    });
  });

  describe('for longer than an act is good for', () => {
    itInFull('does it never, says so, and takes it anew', async () => {
      const { reference } = await openFile(on, officer);
      const location = await during(on.part('worker'), 'killed', async () => {
        const pending = expectPending(await officer.act(reference, moved(1)));
        await sleep(72_000);
        expect(expected(await officer.get(pending), 404).json).to.include({ code: 'command-not-done' });
        return pending;
      });
      await untilStatus(200, () => officer.act(reference, moved(2)));
      await sleep(2_000);
      expect(await events(on, reference, 'stay-changed')).to.equal(1);
      expect(expected(await officer.get(location), 404).json).to.include({ code: 'command-not-done' });
    });
  });

  const moves = ({ reference }: File): Promise<number> => events(on, reference, 'stay-changed');
});
