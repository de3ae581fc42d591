import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { applyInstitution } from '../../db/institutions/apply.ts';
import { select } from '../../db/sql.ts';
import { forEachDatabase } from '../support/database.ts';
import { exampleFolder } from '../support/institutions.ts';
import { startApplication, type Answer, type Application, type Caller } from './support/application.ts';
import { ok } from './support/steps.ts';

const SOURCE = readFileSync(join(exampleFolder('caen'), 'procedures/erasmus-study.yaml'), 'utf8');
const AT = '/api/procedures/erasmus-study';

/** What an answer about procedures holds; each test knows which of these are there. */
interface Said {
  readonly code: string;
  readonly ok: boolean;
  readonly version: number;
  readonly published: number | null;
  readonly base: number;
  readonly source: string;
  readonly sent: unknown;
  readonly current: { readonly source: string; readonly version: number };
  readonly problems: readonly { readonly severity: string; readonly code: string; readonly line: number }[];
  readonly retired: { readonly reason: string; readonly by: string } | null;
  readonly draft: { readonly version: number } | null;
  readonly body: { readonly procedure: string };
  readonly authors: readonly { readonly person: string; readonly name: string }[];
  readonly versions: readonly {
    readonly version: number;
    readonly note: string | null;
    readonly files: number;
    readonly publishedBy: { readonly person: string; readonly name: string } | null;
    readonly authors: readonly { readonly name: string }[];
  }[];
  readonly differences: readonly { readonly place: string; readonly sentence: Readonly<Record<string, string>> }[];
  readonly tasks: { readonly changed: readonly string[]; readonly added: readonly string[] };
  readonly results: readonly ({ readonly reference: string; readonly kind: string; readonly code?: string } & Plan)[];
  readonly drafts: readonly { readonly procedure: string }[];
}
interface Plan {
  readonly from: number;
  readonly to: number;
  readonly appear: readonly { readonly task: string; readonly title: Readonly<Record<string, string>> }[];
  readonly reopen: readonly { readonly task: string }[];
  readonly dates: readonly { readonly task: string; readonly from: string; readonly to: string }[];
  readonly back: { readonly version: number } | null;
}
const said = ({ text }: Answer): Said & Plan => JSON.parse(text) as Said & Plan;

describe('procedures over HTTP', function () {
  this.timeout(120_000);

  forEachDatabase((_kind, database) => {
    let app: Application;
    let admin: Caller;
    let file: string;
    let closed: string;
    before(async () => {
      app = await startApplication(database.db());
      admin = await app.as('caen-admin');
      ({ reference: file } = await app.student());
      const other = await app.student();
      closed = other.reference;
      ok(await other.caller.act(closed, { type: 'withdraw', reason: 'Not coming' }));
    });
    after(() => app.stop());

    const put = (version: number, source: string, more: object = {}): Promise<Answer> =>
      admin.put(`${AT}/draft`, { version, source, ...more });
    const remove = (version: number): Promise<Answer> =>
      admin.raw('DELETE', `${AT}/draft?version=${String(version)}`, undefined);
    const second = SOURCE.replace(
      'stages:',
      'stages:\n  - stage: survey\n    title: { fr: Enquête, en: Survey }\n    tasks:\n      - task: opinion\n        kind: form\n        title: { fr: Avis, en: Opinion }\n        by: person\n        fields: [{ field: words, type: text, label: { fr: Mots, en: Words } }]\n',
    );

    it('are checked against the institution as it is now', async () => {
      expect(said(ok(await admin.post('/api/procedures/check', { source: SOURCE })))).to.include({ ok: true });
      const wrong = SOURCE.replace('office: international-officer', 'office: somebody');
      const answer = said(ok(await admin.post('/api/procedures/check', { source: wrong })));
      expect(answer.ok).to.equal(false);
      expect(answer.problems.find(({ severity }) => severity === 'error')).to.include({ code: 'unknown-role' });
      const broken = said(ok(await admin.post('/api/procedures/check', { source: 'a: [' })));
      expect(broken.problems.map(({ code, line }) => `${code} ${String(line)}`)).to.include('yaml-syntax 1');
      expect((await admin.post('/api/procedures/check', { source: 'x'.repeat(1024 * 1024 + 1) })).status).to.equal(422);
      expect((await admin.post('/api/procedures/check', { source: 'x'.repeat(4 * 1024 * 1024) })).status).to.equal(413);
    });

    it('have a draft, which may be no YAML, and which nobody overwrites unseen', async () => {
      expect(said(ok(await admin.get(`${AT}/draft`)))).to.include({ version: 0, source: '' });
      expect(said(ok(await put(0, 'a: [ broken')))).to.deep.include({ version: 1, base: 1, published: null });
      const late = await put(0, 'mine');
      expect(late.status).to.equal(409);
      expect(said(late)).to.deep.include({ code: 'stale-version', sent: 'mine' });
      expect(said(late).current).to.include({ version: 1, source: 'a: [ broken' });
      expect(said(late)).to.not.have.property('source');
      expect(ok(await admin.get(AT)).status).to.equal(200);
      expect(said(ok(await admin.get('/api/procedures'))).drafts.map(({ procedure }) => procedure)).to.deep.equal([
        'erasmus-study',
      ]);
      expect((await remove(7)).status).to.equal(409);
      expect((await remove(1)).status).to.equal(204);
      expect((await remove(1)).status).to.equal(204);
      expect(said(ok(await admin.get(`${AT}/draft`))).version).to.equal(0);
      expect((await admin.put('/api/procedures/Not-a-name/draft', { version: 0, source: '' })).status).to.equal(422);
      expect((await put(0, 'x', { base: 9 })).status).to.equal(422);
    });

    it('keep the first of two drafts that come at once', async () => {
      const at = '/api/procedures/at-once/draft';
      const both = await Promise.all(['one', 'two'].map((source) => admin.put(at, { version: 0, source })));
      expect(both.map(({ status }) => status).toSorted()).to.deep.equal([200, 409]);
    });

    it('are not published with errors, with another name, or unseen', async () => {
      ok(await put(0, SOURCE.replace('office: international-officer', 'office: somebody')));
      const faulty = await admin.post(`${AT}/publish`, { version: 1, note: 'x' });
      expect(faulty.status).to.equal(422);
      expect(said(faulty).code).to.equal('procedure-has-errors');
      expect(said(faulty).problems.map(({ code }) => code)).to.include('unknown-role');
      ok(await put(1, SOURCE.replace('procedure: erasmus-study', 'procedure: another')));
      expect(said(await admin.post(`${AT}/publish`, { version: 2, note: 'x' })).code).to.equal('wrong-procedure');
      expect((await admin.post(`${AT}/publish`, { version: 1, note: 'x' })).status).to.equal(409);
      expect((await admin.post('/api/procedures/unheard-of/publish', { version: 1, note: 'x' })).status).to.equal(404);
      expect(said(ok(await admin.get(AT))).versions).to.have.length(1);
    });

    it('are simulated as the institution is now, the same for the same seed', async function () {
      this.timeout(60_000);
      ok(await put(2, second));
      const body = { version: 3, mobilities: 20, seed: 7 };
      const first = JSON.parse(ok(await admin.post(`${AT}/draft/simulate`, body)).text) as { report: object };
      expect(first.report).to.deep.include({ procedure: 'erasmus-study', mobilities: 20, seed: 7 });
      expect(JSON.parse(ok(await admin.post(`${AT}/draft/simulate`, body)).text)).to.deep.equal(first);
      expect((await admin.post(`${AT}/draft/simulate`, { ...body, version: 2 })).status).to.equal(409);
    });

    it('are published as the next version, with who wrote it and what changed; the same again changes nothing', async () => {
      const sure = { version: 3, note: 'People are asked what they think' };
      const done = await admin.post(`${AT}/publish`, sure);
      expect([done.status, said(done).version], done.text).to.deep.equal([201, 2]);
      const again = await admin.post(`${AT}/publish`, sure);
      expect([again.status, said(again).version]).to.deep.equal([200, 2]);
      const { versions, draft } = said(ok(await admin.get(AT)));
      expect(versions.map(({ version, files }) => [version, files])).to.deep.equal([
        [2, 0],
        [1, 1],
      ]);
      expect(versions[0]).to.deep.include({ note: sure.note });
      expect(versions[0]?.publishedBy).to.include({ person: 'caen-admin' });
      expect(versions[0]?.authors.map(({ name }) => name)).to.deep.equal([versions[0]?.publishedBy?.name]);
      expect(versions[1]?.publishedBy).to.equal(null);
      expect(draft).to.include({ published: 2, base: 2 });
      const one = said(ok(await admin.get(`${AT}/versions/2`)));
      expect(one.source).to.equal(second);
      expect(one.body.procedure).to.equal('erasmus-study');
      expect((await admin.get(`${AT}/versions/3`)).status).to.equal(404);
    });

    it('are compared in words', async () => {
      const { differences, tasks } = said(ok(await admin.get(`${AT}/compare?from=1&to=2`)));
      expect(tasks).to.deep.equal({ added: ['opinion'], removed: [], changed: [] });
      expect(differences.map(({ place }) => place)).to.deep.equal(['stages/survey', 'tasks/opinion']);
      expect(differences[1]?.sentence).to.deep.equal({
        en: 'Task “Opinion”: added.',
        fr: 'Tâche « Avis » : ajout.',
      });
    });

    it('are not overwritten by an older file, and that is said', async () => {
      const apply = async (): Promise<{
        codes: string[];
        changed: readonly string[];
        unchanged: readonly string[];
      }> => {
        const at = app.now.toISOString();
        const folder = exampleFolder('caen');
        const { problems, changed, unchanged } = await applyInstitution(
          app.db,
          { folder },
          { at, by: null, demo: false },
        );
        return { codes: problems.map(({ code }) => code), changed, unchanged };
      };
      const { codes, changed, unchanged } = await apply();
      expect(codes).to.include('file-outdated');
      expect(changed).to.deep.equal([]);
      expect(unchanged).to.include('procedure erasmus-study (version 2)');
      const numbers = (): Promise<object[]> =>
        select(app.db, "SELECT version FROM procedures WHERE id = 'erasmus-study'");
      expect(await numbers()).to.have.length(2);
    });

    it('say when another version was published after a draft was begun', async () => {
      const third = second.replace('en: Opinion', 'en: Your opinion');
      ok(await put(3, third, { base: 1 }));
      const answer = await admin.post(`${AT}/publish`, { version: 4, note: 'x' });
      expect([answer.status, said(answer).code]).to.deep.equal([409, 'newer-version']);
      ok(await put(4, third, { base: 2 }));
      expect(said(ok(await admin.post(`${AT}/publish`, { version: 5, note: 'Friendlier' }), 201)).version).to.equal(3);
    });

    it('show what would change in a file, and take it there and back, alone or with others', async () => {
      const plan = said(ok(await admin.get(`/api/mobilities/${file}/migration?version=2`)));
      expect(plan).to.deep.include({ from: 1, to: 2, vanish: [], back: null });
      expect(plan.appear).to.deep.equal([{ task: 'opinion', title: { fr: 'Avis', en: 'Opinion' } }]);
      expect((await admin.get(`/api/mobilities/${file}/migration?version=9`)).status).to.equal(404);
      expect((await admin.get(`/api/mobilities/${file}/migration?version=1`)).status).to.equal(409);

      const references = [closed, 'CAEN-2026-999999', file];
      const preview = said(ok(await admin.post(`${AT}/migrations/preview`, { version: 2, references })));
      expect(preview.results.map(({ reference, kind, code }) => [reference, code ?? kind])).to.deep.equal([
        [closed, 'mobility-closed'],
        ['CAEN-2026-999999', 'not-found'],
        [file, 'plan'],
      ]);
      const move = { version: 2, references, reason: 'The rules of 2027' };
      expect((await admin.post(`${AT}/migrations`, move)).status).to.equal(400);
      const key = { 'idempotency-key': 'cohort-1' };
      for (let n = 0; n < 2; n += 1) {
        const { results } = said(ok(await admin.post(`${AT}/migrations`, move, key)));
        expect(results.map(({ kind, code }) => code ?? kind)).to.deep.equal(['mobility-closed', 'not-found', 'done']);
      }
      expect(said(ok(await admin.get(AT))).versions.map(({ files }) => files)).to.deep.equal([0, 1, 0]);
      const { items } = ok(await admin.get(`/api/mobilities/${file}/history?limit=100`)).json;
      expect(items.filter(({ type }) => type === 'procedure-migrated')).to.have.length(1);
      expect(said(ok(await admin.get(`/api/mobilities/${file}/migration?version=3`))).back).to.deep.equal({
        version: 1,
      });

      const back = { references: [file], reason: 'Too early' };
      const undone = said(ok(await admin.post(`${AT}/migrations/back`, back, { 'idempotency-key': 'cohort-2' })));
      expect(undone.results.map(({ kind }) => kind)).to.deep.equal(['done']);
      expect(said(ok(await admin.get(AT))).versions.map(({ files }) => files)).to.deep.equal([0, 0, 1]);
      const twice = said(ok(await admin.post(`${AT}/migrations/back`, back, { 'idempotency-key': 'cohort-3' })));
      expect(twice.results.map(({ code }) => code)).to.deep.equal(['too-late-to-go-back']);
      expect((await admin.post(`${AT}/migrations/preview`, { version: 2, references: [file, file] })).status).to.equal(
        422,
      );
      const elsewhere = said(
        ok(await admin.post('/api/procedures/other/migrations/preview', { version: 2, references: [file] })),
      );
      expect(elsewhere.results.map(({ code }) => code)).to.deep.equal(['not-found']);
    });

    it('that are retired take no nominations, and take them again', async () => {
      const officer = await app.as('caen-ines');
      const nominate = (): Promise<Answer> =>
        officer.post('/api/nominations', {
          procedure: 'erasmus-study',
          nominations: [
            {
              given: 'Eva',
              family: 'Lima',
              email: 'eva@porto.example',
              home: { name: 'Universidade do Porto' },
              stay: { start: '2027-02-01', end: '2027-06-30' },
            },
          ],
        });
      const retired = said(ok(await admin.post(`${AT}/retire`, { reason: 'A new programme' }))).retired;
      expect(retired).to.include({ reason: 'A new programme', by: 'caen-admin' });
      ok(await admin.post(`${AT}/retire`, { reason: 'Again' }));
      expect(said(ok(await admin.get(AT))).retired?.reason).to.equal('A new programme');
      expect((await nominate()).json.code).to.equal('procedure-retired');
      expect(ok(await officer.get('/api/procedures')).text)
        .to.include('"retiredAt":"2026-')
        .and.not.include('drafts');
      expect(said(ok(await admin.get(`/api/mobilities/${file}/migration?version=3`))).to).to.equal(3);
      ok(await admin.post(`${AT}/unretire`, { reason: 'Needed for those who are late' }));
      ok(await nominate(), 201);
      expect((await admin.post('/api/procedures/unheard-of/retire', { reason: 'x' })).status).to.equal(404);
      expect((await admin.post(`${AT}/retire`, { reason: ' ' })).status).to.equal(422);
    });
  });
});
