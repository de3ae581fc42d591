import { expect } from 'chai';
import { select } from '../../db/sql.ts';
import { hashOf } from '../../domain/hash.ts';
import { refuse } from '../../domain/refusal.ts';
import { TemporalUnreachable } from '../../workflows/send.ts';
import { forEachDatabase } from '../support/database.ts';
import { startApplication, type Application, type Caller } from './support/application.ts';
import {
  addCourses,
  can,
  details,
  fillDetails,
  givePapers,
  ok,
  submitAgreement,
  untilPartnerSigns,
} from './support/steps.ts';

describe('acts over HTTP', () => {
  forEachDatabase((_kind, database) => {
    let app: Application;
    let reference: string;
    let student: Caller;
    before(async () => {
      app = await startApplication(database.db());
      await addCourses(app);
    });
    after(() => app.stop());
    beforeEach(async () => {
      ({ reference, caller: student } = await app.student());
    });

    const events = async (): Promise<number> =>
      (await select(app.db, 'SELECT seq FROM events WHERE reference = ?', [reference])).length;
    const withdraw = { type: 'withdraw', reason: 'Illness' };

    it('asks for an Idempotency-Key of the right form, and does nothing without', async () => {
      const path = `/api/mobilities/${reference}/acts`;
      const count = await events();
      expect((await student.post(path, withdraw)).json).to.include({ status: 400, code: 'idempotency-key-missing' });
      for (const key of ['two words', 'k'.repeat(201)])
        expect((await student.post(path, withdraw, { 'idempotency-key': key })).json).to.include({
          status: 400,
          code: 'idempotency-key-invalid',
        });
      expect(await events()).to.equal(count);
    });

    it('does an act once and gives the same answer again for the same key', async () => {
      const act = { ...(await can(student, reference, 'submit-form')), answers: details };
      const first = await student.act(reference, act, 'once');
      expect(first.status).to.equal(200);
      expect(first.json.recorded).to.include('form-submitted');
      const count = await events();
      const again = await student.act(reference, act, 'once');
      expect(again.json).to.deep.equal(first.json);
      expect(again.headers.get('idempotent-replay')).to.equal('true');
      expect(await events()).to.equal(count);
      const other = await student.act(reference, withdraw, 'once');
      expect(other.json).to.include({ status: 422, code: 'key-reused' });
      expect(await events()).to.equal(count);
    });

    it('keeps a refusal for its key as well', async () => {
      const act = { type: 'submit-form', task: 'details', version: 999, answers: details };
      const [first, again] = [await student.act(reference, act, 'stale'), await student.act(reference, act, 'stale')];
      expect(first.json).to.include({ status: 409, code: 'stale-version' });
      expect(first.json.errors[0]?.field).to.equal('version');
      expect(again.json).to.include({ status: 409, code: 'stale-version' });
    });

    it('lets two people use the same key: each has acts of their own', async () => {
      const officer = await app.as('caen-ines');
      const stay = { type: 'change-stay', start: '2027-03-01', end: '2027-06-30', reason: 'Visa' };
      expect(
        (await student.act(reference, { ...(await can(student, reference, 'submit-form')), answers: details }, 'same'))
          .status,
      ).to.equal(200);
      expect((await officer.act(reference, stay, 'same')).status).to.equal(200);
    });

    it('refuses what is not an act, naming the field', async () => {
      const count = await events();
      const bad: [unknown, string][] = [
        [{ type: 'tick' }, 'type'],
        [{ type: 'create', reference, institution: 'caen', birth: {} }, 'type'],
        [{ ...withdraw, extra: 1 }, 'extra'],
        [{ type: 'withdraw' }, 'reason'],
        [{ type: 'change-stay', start: '2027-02-30', end: '2027-06-30', reason: 'x' }, 'start'],
        [{ ...withdraw, actor: { kind: 'system' } }, 'actor'],
        [[], ''],
      ];
      for (const [act, field] of bad) {
        const { json } = await student.act(reference, act);
        expect(json, JSON.stringify(act)).to.include({ status: 422, code: 'invalid-input' });
        expect(json.errors[0]?.field).to.equal(field);
      }
      const broken = await student.raw('POST', `/api/mobilities/${reference}/acts`, '{"type":', {
        'content-type': 'application/json',
        'idempotency-key': 'b',
      });
      expect(broken.json).to.include({ status: 400, code: 'not-json' });
      const large = await student.act(reference, { ...withdraw, reason: 'x'.repeat(70_000) });
      expect(large.json).to.include({ status: 413, code: 'too-large' });
      const deep = await student.raw(
        'POST',
        `/api/mobilities/${reference}/acts`,
        `{"type":${'['.repeat(2000)}${']'.repeat(2000)}}`,
        { 'content-type': 'application/json', 'idempotency-key': 'd' },
      );
      expect(deep.json).to.include({ status: 422, code: 'too-deep' });
      for (const [body, field] of [
        ['{"type":"withdraw","reason":"x","__proto__":{}}', '__proto__'],
        ['{"type":"x","a":[{"b/c":"\\ud800"}]}', 'a/0/b~1c'],
        ['{"\\ud800":1}', '\ufffd'],
      ] as const) {
        const { json } = await student.raw('POST', `/api/mobilities/${reference}/acts`, body, {
          'content-type': 'application/json',
          'idempotency-key': 'u',
        });
        expect(json, body).to.include({ status: 422, code: 'invalid-input' });
        expect(json.errors.map((e) => e.field)).to.deep.equal([field]);
      }
      const text = await student.raw('POST', `/api/mobilities/${reference}/acts`, JSON.stringify(withdraw), {
        'content-type': 'text/plain',
        'idempotency-key': 't',
      });
      expect(text.status).to.equal(415);
      expect(await events()).to.equal(count);
    });

    it('does not say whether a file exists to who may not see it', async () => {
      const other = (await app.student()).caller;
      const foreign = await app.as('else-boss', 'elsewhere');
      const coordinator = await app.as('caen-marc');
      const count = await events();
      for (const caller of [other, foreign, coordinator])
        for (const asked of [reference, 'CAEN-2026-999999'])
          expect((await caller.act(asked, withdraw)).json).to.include({
            status: 404,
            code: 'not-found',
            detail: 'There is no such thing here.',
          });
      expect((await app.anybody.act(reference, withdraw)).json).to.include({ status: 401, code: 'not-signed-in' });
      expect(await events()).to.equal(count);
    });

    it("refuses somebody else's task, a closed one, an unknown one", async () => {
      const officer = await app.as('caen-ines');
      const version = (await can(student, reference, 'submit-form'))['version'];
      expect(
        (await officer.act(reference, { type: 'submit-form', task: 'details', version, answers: details })).json,
      ).to.include({ status: 403, code: 'not-yours' });
      expect(
        (await officer.act(reference, { type: 'attest', task: 'arrival', version: 1, date: '2026-11-01' })).json,
      ).to.include({ status: 409, code: 'task-not-open' });
      expect(
        (await student.act(reference, { type: 'submit-form', task: 'nothing', version, answers: {} })).json,
      ).to.include({ status: 404, code: 'unknown-task' });
      await student.act(reference, withdraw);
      expect((await student.act(reference, withdraw)).json).to.include({ status: 409, code: 'mobility-closed' });
    });

    it('answers with what the records know, when the file refuses what it did before and was not told of', async () => {
      const real = app.send;
      const act = { ...(await can(student, reference, 'submit-form')), answers: details };
      app.send = async (...given) => {
        await real(...given);
        return { kind: 'refused', refusal: refuse('task-not-open', { task: 'details' }, 'task') };
      };
      try {
        const answer = ok(await student.act(reference, act, 'lost'));
        expect(answer.json.recorded).to.include('form-submitted');
        expect(answer.headers.get('idempotent-replay')).to.equal('true');
      } finally {
        app.send = real;
      }
    });

    it('answers 202 while there is no answer, then what was recorded, and only to who sent it', async () => {
      const real = app.send;
      const act = { ...(await can(student, reference, 'submit-form')), answers: details };
      const stopped: Parameters<typeof real>[] = [];
      app.send = (...given) => {
        stopped.push(given);
        return Promise.resolve({ kind: 'pending' });
      };
      try {
        const pending = await student.act(reference, act, 'slow key');
        expect(pending.status).to.equal(400);
        const sent = await student.act(reference, act, 'slow/key?&');
        expect(sent.status).to.equal(202);
        const location = sent.headers.get('location') ?? '';
        expect(location).to.match(/^\/api\/commands\/[0-9a-f]{64}\?/);
        expect(sent.headers.get('retry-after')).to.equal('1');
        expect((await student.get(location)).status).to.equal(202);
        const until = Date.parse(new URL(location, app.url).searchParams.get('until') ?? '');
        expect(until - app.now.getTime()).to.equal(65_000);
        const before = app.now;
        app.now = new Date(until + 20_000);
        expect((await student.get(location)).status).to.equal(202);
        app.now = new Date(until + 20_001);
        expect((await student.get(location)).json).to.include({ status: 404, code: 'command-not-done' });
        app.now = before;
        const given = stopped[0];
        if (given === undefined) throw new Error('nothing was sent');
        expect(Date.parse(given[1].notAfter) - app.now.getTime()).to.equal(65_000);
        await real(...given);
        const answer = await student.get(location);
        expect(answer.status).to.equal(200);
        expect(answer.json.recorded).to.include('form-submitted');
        expect((await (await app.as('caen-ines')).get(location)).status).to.equal(404);
      } finally {
        app.send = real;
      }
    });

    it('says 404 of a command for a file that is not there', async () => {
      const { person, caller } = await app.student();
      const id = hashOf([`person:${person}`, 'CAEN-2026-999999', 'k']);
      expect((await caller.get(`/api/commands/${id}?reference=CAEN-2026-999999&key=k`)).json).to.include({
        status: 404,
        code: 'not-found',
      });
    });

    it('answers 503 with Retry-After when Temporal is away', async () => {
      const real = app.send;
      app.send = () => Promise.reject(new TemporalUnreachable('away'));
      try {
        const answer = await student.act(reference, withdraw);
        expect(answer.json).to.include({ status: 503, code: 'temporal-unreachable' });
        expect(answer.headers.get('retry-after')).to.equal('5');
        expect((await student.get(`/api/mobilities/${reference}`)).status).to.equal(200);
      } finally {
        app.send = real;
      }
    });

    it('takes courses from the catalogue, not from the client', async () => {
      await fillDetails(student, reference);
      await givePapers(app, student, reference);
      await submitAgreement(student, reference);
      const { json } = await student.get(`/api/mobilities/${reference}`);
      const task = json.stages[1]!.tasks[0]!;
      const revision = task.details.revisions[0]!;
      expect(revision.totals).to.deep.equal({ ects: 3000, mainUnitShare: 80 });
      expect(revision.content.components[0]).to.include({ title: 'Databases', ects: 600, unit: 'sciences' });
      const basedOn = revision.hash;
      const claire = await app.as('caen-claire');
      ok(
        await claire.act(reference, {
          ...(await can(claire, reference, 'decide-step')),
          decision: 'send-back',
          reason: 'One more',
          to: 'learning-agreement',
        }),
      );
      const choose = (course: string): Promise<{ json: { code: string } }> =>
        student.act(reference, {
          type: 'submit-agreement',
          task: 'learning-agreement',
          basedOn,
          content: { ...revision.content, components: [{ course, term: 'S1' }] },
        });
      for (const course of ['OLD1', 'SHUT1', 'NOECTS', 'NOPE'])
        expect((await choose(course)).json.code, course).to.equal('unknown-course');
    });

    it("uses a partner's link up with the act, not before", async () => {
      await untilPartnerSigns(app, student, reference);
      const bound = { reference, task: 'agreement-signatures', item: 'home' };
      const wrong = await app.partner(bound, 'somebody@else.example');
      const partner = await app.partner(bound, 'rui@porto.example');
      const sign = await can(partner, reference, 'sign');
      expect((await wrong.act(reference, sign)).json).to.include({ status: 404, code: 'not-found' });
      const used = async (): Promise<unknown> =>
        (
          await select<{ used_at: string | null }>(app.db, 'SELECT used_at FROM links WHERE token_hash = ?', [
            partner.link,
          ])
        )[0]?.used_at;
      expect((await partner.act(reference, { ...sign, shown: 'f'.repeat(64) })).json).to.include({
        status: 409,
        code: 'stale-subject',
      });
      expect(await used()).to.equal(null);
      expect((await partner.act(reference, sign, 'sign')).status).to.equal(200);
      expect(await used()).to.be.a('string');
      expect((await partner.act(reference, sign, 'sign')).headers.get('idempotent-replay')).to.equal('true');
      expect((await partner.act(reference, withdraw)).json).to.include({ status: 403 });
    });
  });
});
