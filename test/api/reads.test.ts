import { expect } from 'chai';
import { viewSchema } from '../../api/routes/mobility/view.schema.ts';
import { forEachDatabase } from '../support/database.ts';
import { startApplication, type Application, type Body, type Caller } from './support/application.ts';
import { addCourses, can, fillDetails, givePapers, ok, submitAgreement, untilPartnerSigns } from './support/steps.ts';

describe('reading over HTTP', () => {
  forEachDatabase((_kind, database) => {
    let app: Application;
    let reference: string;
    let person: string;
    let student: Caller;
    let officer: Caller;
    before(async function () {
      this.timeout(30_000);
      app = await startApplication(database.db());
      await addCourses(app);
      ({ reference, person, caller: student } = await app.student({ given: 'Zoé', family: 'Œuvrard' }));
      officer = await app.as('caen-ines');
    });
    after(() => app.stop());

    it('tells the person what waits for them, what is due first comes first', async () => {
      const { json } = ok(await student.get('/api/me'));
      expect(json.person).to.include({ person, name: 'Zoé Œuvrard', institution: 'caen' });
      expect(json.waiting.map((w: { task: string; item?: string }) => w.item ?? w.task)).to.deep.equal([
        'details',
        'passport',
        'transcript',
      ]);
      expect(json.waiting[0]).to.deep.include({
        what: 'fill-form',
        title: { fr: 'Vos informations', en: 'Your details' },
      });
      const dates = json.waiting.map((w: { dueAt: string }) => w.dueAt);
      expect(dates).to.deep.equal([...dates].sort());
      expect(json.mobilities).to.have.length(1);
      expect(json.mobilities[0]).to.deep.include({ reference, status: 'open', outcome: null });
      expect(json.grants).to.deep.equal([]);
    });

    it('counts the files of their units for staff, by procedure and by how they stand', async () => {
      const open = { procedure: 'erasmus-study', status: 'open', n: 1 };
      expect(ok(await officer.get('/api/counts')).json.items).to.deep.equal([open]);
      expect(ok(await officer.get('/api/counts?unit=languages')).json.items).to.deep.equal([]);
    });

    it('shows the file to the person, to staff, and to a partner only their part', async function () {
      this.timeout(20_000);
      const own = viewSchema.parse(ok(await student.get(`/api/mobilities/${reference}`)).json);
      expect(own.audience).to.equal('person');
      expect(own.incidents).to.equal(undefined);
      expect(own.waits.find((w) => w.task === 'details')).to.deep.include({
        mine: true,
        holders: [{ en: 'Zoé Œuvrard', fr: 'Zoé Œuvrard' }],
      });
      expect(own.waits[0]?.otherwise?.['en']).to.match(/^After this date we tell: International officer/);
      expect(own.comingUp.map((c) => c.at)).to.deep.equal(own.comingUp.map((c) => c.at).sort());
      expect(own.can.map((c) => c['type'])).to.deep.equal([
        'submit-form',
        'add-document',
        'add-document',
        'add-document',
        'withdraw',
        'ask-stay',
      ]);

      const staff = viewSchema.parse(ok(await officer.get(`/api/mobilities/${reference}`)).json);
      expect(staff).to.deep.include({ audience: 'staff', incidents: [] });
      const offered = new Set(staff.can.map((c) => c['type']));
      expect([...offered]).to.deep.equal(['withdraw', 'change-stay', 'ask-stay', 'move-deadline', 'remind']);

      const other = await app.student();
      await untilPartnerSigns(app, other.caller, other.reference);
      const partner = await app.partner(
        { reference: other.reference, task: 'agreement-signatures', item: 'home' },
        'rui@porto.example',
      );
      const theirs = viewSchema.parse(ok(await partner.get(`/api/mobilities/${other.reference}`)).json);
      expect(theirs.stages.flatMap((s) => s.tasks.map((t) => t.task))).to.deep.equal([
        'learning-agreement',
        'agreement-signatures',
      ]);
      expect(theirs.person).to.have.all.keys('given', 'family');
      expect(theirs.documents.map((d) => d.origin)).to.deep.equal(['shown']);
      expect(theirs.can.map((c) => c['type'])).to.deep.equal(['sign', 'decline-signature']);
      expect(JSON.stringify(theirs)).not.to.include('2004-05-06').and.not.to.include('passport');
      for (const path of [
        `/api/mobilities/${reference}`,
        `/api/mobilities/${other.reference}/messages`,
        `/api/mobilities/${other.reference}/history`,
        '/api/me',
        '/api/queue',
        '/api/mobilities',
      ])
        expect((await partner.get(path)).status, path).to.be.oneOf([403, 404]);
      const passport = viewSchema
        .parse((await officer.get(`/api/mobilities/${other.reference}`)).json)
        .documents.find((d) => d.item === 'passport');
      expect((await partner.get(`/api/mobilities/${other.reference}/documents/${passport?.id ?? ''}`)).status).to.equal(
        404,
      );
      expect(
        (await partner.get(`/api/mobilities/${other.reference}/documents/${theirs.documents[0]?.id ?? ''}`)).text,
      ).to.match(/^%PDF/);
    });

    it('hides who of the office decided, and results before they are approved', async () => {
      const other = await app.student();
      await fillDetails(other.caller, other.reference);
      await givePapers(app, other.caller, other.reference);
      await submitAgreement(other.caller, other.reference);
      const claire = await app.as('caen-claire');
      ok(
        await claire.act(other.reference, {
          ...(await can(claire, other.reference, 'decide-step')),
          decision: 'approve',
        }),
      );
      const own = (await other.caller.get(`/api/mobilities/${other.reference}`)).text;
      const staff = (await officer.get(`/api/mobilities/${other.reference}`)).text;
      expect(staff).to.include('caen-claire');
      expect(own).not.to.include('caen-claire');
    });

    it('tells the history as sentences, page by page, without the machinery', async () => {
      await fillDetails(student, reference);
      const all = ok(await student.get(`/api/mobilities/${reference}/history`)).json;
      expect(all.next).to.equal(null);
      const filled = all.items.find((e: { type: string }) => e.type === 'form-submitted');
      expect(filled?.sentence).to.deep.equal({
        en: 'Zoé Œuvrard filled “Your details”.',
        fr: 'Zoé Œuvrard a rempli « Vos informations ».',
      });
      expect(filled?.by).to.deep.include({ kind: 'person', name: 'Zoé Œuvrard' });
      expect(JSON.stringify(all)).not.to.include('2004-05-06');
      const seen: number[] = [];
      for (let after: string | number | null = 0; after !== null;) {
        const page: Body = ok(await student.get(`/api/mobilities/${reference}/history?limit=3&after=${after}`)).json;
        seen.push(...page.items.map((e) => e.seq));
        after = page.next;
      }
      expect(seen).to.deep.equal(all.items.map((e: { seq: number }) => e.seq));
    });

    it('gives staff their queue, paged, filtered, without own files', async () => {
      for (let i = 0; i < 4; i += 1) {
        const { reference: of, caller } = await app.student({
          stay: { start: `2027-0${i + 2}-01`, end: '2027-12-30' },
        });
        await fillDetails(caller, of);
        await givePapers(app, caller, of);
        await submitAgreement(caller, of);
      }
      const claire = await app.as('caen-claire');
      const all = ok(await claire.get('/api/queue?limit=100')).json.items;
      expect(all.length).to.be.greaterThan(3);
      const dues = all.map((w: { dueAt: string }) => w.dueAt);
      expect(dues).to.deep.equal([...dues].sort());
      const paged: unknown[] = [];
      for (let after: string | number | null = ''; after !== null;) {
        const page: Body = ok(await claire.get(`/api/queue?limit=2${after === '' ? '' : `&after=${after}`}`)).json;
        paged.push(...page.items);
        after = page.next;
      }
      expect(paged).to.deep.equal(all);
      expect(ok(await claire.get('/api/queue?kind=form')).json.items).to.deep.equal([]);
      expect(
        ok(await claire.get('/api/queue?kind=approval&procedure=erasmus-study&unit=sciences')).json.items,
      ).to.deep.equal(all);
      expect(ok(await claire.get('/api/queue?dueBefore=2020-01-01T00:00:00.000Z')).json.items).to.deep.equal([]);
      expect(ok(await (await app.as('caen-marc')).get('/api/queue')).json.items).to.deep.equal([]);
      expect(ok(await student.get('/api/queue')).json.items).to.deep.equal([]);
      expect(ok(await (await app.as('else-boss', 'elsewhere')).get('/api/queue')).json.items).to.deep.equal([]);
    });

    it('gives staff the board of their units, paged, by change or by name', async () => {
      const all = ok(await officer.get('/api/mobilities?limit=100')).json.items;
      expect(all.length).to.be.greaterThan(5);
      const paged: unknown[] = [];
      for (let after: string | number | null = ''; after !== null;) {
        const page: Body = ok(
          await officer.get(`/api/mobilities?limit=3${after === '' ? '' : `&after=${after}`}`),
        ).json;
        paged.push(...page.items);
        after = page.next;
      }
      expect(paged).to.deep.equal(all);
      const named = ok(await officer.get(`/api/mobilities?name=${encodeURIComponent('oeuv')}`)).json.items;
      expect(named.map((m: { reference: string }) => m.reference)).to.deep.equal([reference]);
      expect(ok(await officer.get('/api/mobilities?name=%25')).json.items).to.deep.equal([]);
      expect(ok(await officer.get('/api/mobilities?status=closed')).json.items).to.deep.equal([]);
      const claire = await app.as('caen-claire');
      const opened = await Promise.all(
        all.map(async (m) => (await claire.get(`/api/mobilities/${m.reference}`)).status === 200),
      );
      expect(opened).to.include(true).and.include(false);
      expect(ok(await claire.get('/api/mobilities?limit=100')).json.items).to.deep.equal(
        all.filter((_, i) => opened[i]),
      );
      expect(ok(await (await app.as('else-boss', 'elsewhere')).get('/api/mobilities')).json.items).to.deep.equal([]);
      expect((await student.get('/api/mobilities')).json).to.include({ status: 403, code: 'forbidden' });
      expect((await claire.get('/api/mobilities?unit=languages')).status).to.equal(403);
    });

    it('refuses queries that are not right, naming the field', async () => {
      for (const [path, field] of [
        ['/api/queue?surprise=1', 'query/surprise'],
        ['/api/queue?limit=101', 'query/limit'],
        ['/api/queue?limit=0', 'query/limit'],
        ['/api/queue?after=garbage', 'query/after'],
        ['/api/mobilities?after=WzFd', 'query/after'],
        ['/api/queue?kind=a&kind=b', 'query/kind'],
        [`/api/mobilities/${reference}?x=1`, 'query/x'],
        [`/api/mobilities/${reference}/history?after=-1`, 'query/after'],
        ['/api/mobilities/not%20one', 'reference'],
        ['/api/catalogue/courses', 'query/institution'],
      ] as const) {
        const { json } = await officer.get(path);
        expect(json, path).to.include({ status: 422, code: 'invalid-input' });
        expect(json.errors[0]?.field, path).to.equal(field);
      }
      expect((await officer.get('/api/mobilities/%E0%A4%A')).status).to.equal(400);
    });

    it('finds courses by words, code, faculty, semester and language, for anybody', async () => {
      const codes = async (query: string): Promise<string[]> =>
        ok(await app.anybody.get(`/api/catalogue/courses?institution=caen${query}`)).json.items.map(
          (c: { code: string }) => c.code,
        );
      expect(await codes('')).to.deep.equal(['NOECTS', 'INF1', 'LAN1', 'INF2']);
      expect(await codes('&q=net')).to.deep.equal(['LAN1', 'INF2']);
      expect(await codes('&q=french+net')).to.deep.equal(['LAN1']);
      expect(await codes('&q=inf2')).to.deep.equal(['INF2']);
      expect(await codes('&q=%25')).to.deep.equal(['NOECTS', 'INF1', 'LAN1', 'INF2']);
      expect(await codes('&faculty=907')).to.deep.equal(['LAN1']);
      expect(await codes('&semester=S2')).to.deep.equal(['INF2']);
      expect(await codes('&language=en')).to.deep.equal(['INF2']);
      const first = ok(await app.anybody.get('/api/catalogue/courses?institution=caen&limit=3')).json;
      const second = ok(
        await app.anybody.get(`/api/catalogue/courses?institution=caen&limit=3&after=${first.next}`),
      ).json;
      expect(second.items.map((c: { code: string }) => c.code)).to.deep.equal(['INF2']);
      expect(second.next).to.equal(null);
      expect(ok(await app.anybody.get('/api/catalogue/faculties?institution=caen')).json.items).to.deep.equal([
        { code: '13', title: 'Sciences', acronym: null },
      ]);
    });

    it('lists institutions for anybody, procedures and partners for those within', async () => {
      const { items } = ok(await app.anybody.get('/api/institutions')).json;
      expect(items.map((i: { institution: string }) => i.institution)).to.deep.equal(['caen', 'elsewhere']);
      expect(items[0]?.languages).to.deep.equal(['fr', 'en']);
      const procedures = ok(await student.get('/api/procedures')).json.items;
      expect(procedures.map((p: { procedure: string; version: number }) => [p.procedure, p.version])).to.deep.equal([
        ['doctoral-stay', 1],
        ['erasmus-study', 1],
        ['summer-school', 1],
        ['traineeship', 1],
        ['visiting-staff', 1],
      ]);
      expect(ok(await officer.get('/api/partners?q=porto')).json.items).to.deep.equal([]);
      expect((await student.get('/api/partners')).status).to.equal(403);
      expect((await student.get('/api/incidents')).status).to.equal(403);
      expect(ok(await officer.get('/api/incidents')).json).to.deep.equal({ items: [], next: null });
    });
  });
});
