import { expect } from 'chai';
import { select } from '../../db/sql.ts';
import { forEachDatabase } from '../support/database.ts';
import { startApplication, type Answer, type Application, type Caller } from './support/application.ts';
import { ok } from './support/steps.ts';

describe('drafts, messages and nominations over HTTP', () => {
  forEachDatabase((_kind, database) => {
    let app: Application;
    let reference: string;
    let student: Caller;
    let officer: Caller;
    before(async () => {
      app = await startApplication(database.db());
      ({ reference, caller: student } = await app.student());
      officer = await app.as('caen-ines');
    });
    after(() => app.stop());

    it('keeps drafts by version, and gives both texts when two versions meet', async () => {
      const path = `/api/mobilities/${reference}/drafts/details`;
      expect(ok(await student.get(path)).json).to.include({ version: 0, body: null });
      expect(ok(await student.put(path, { version: 0, body: { phone: 'é1' } })).json.version).to.equal(1);
      const clash = await student.put(path, { version: 0, body: { phone: '2' } });
      expect(clash.status).to.equal(409);
      expect(clash.headers.get('content-type')).to.match(/^application\/problem\+json/);
      expect(clash.json).to.deep.include({ code: 'stale-version', sent: { phone: '2' } });
      expect(clash.json.current).to.deep.include({ version: 1, body: { phone: 'é1' } });
      expect(ok(await student.put(path, { version: 1, body: { phone: '2' } })).json.version).to.equal(2);
      expect(ok(await student.get(path)).json).to.deep.include({ version: 2, body: { phone: '2' } });
      const [row] = await select<{ body: Buffer }>(app.db, 'SELECT body FROM drafts WHERE reference = ?', [reference]);
      expect(row?.body.toString('latin1')).not.to.include('phone');
    });

    it('lets one of two first drafts at once through', async () => {
      const path = `/api/mobilities/${reference}/drafts/papers`;
      const answers = await Promise.all([1, 2, 3].map((n) => student.put(path, { version: 0, body: n })));
      expect(answers.map((a) => a.status).sort()).to.deep.equal([200, 409, 409]);
    });

    it('keeps drafts to their writer, small, and to tasks that there are', async () => {
      const path = `/api/mobilities/${reference}/drafts/details`;
      expect(ok(await officer.get(path)).json.version).to.equal(0);
      expect((await (await app.student()).caller.get(path)).status).to.equal(404);
      expect((await student.put(path, { version: 2, body: 'x'.repeat(66_000) })).json).to.include({ status: 413 });
      expect(
        (await student.put(`/api/mobilities/${reference}/drafts/nothing`, { version: 0, body: 1 })).json,
      ).to.include({ status: 404, code: 'unknown-task' });
      expect((await student.get(`/api/mobilities/${reference}/drafts/constructor`)).json).to.include({
        code: 'unknown-task',
      });
      expect((await student.put(path, { version: 2 })).json).to.include({ status: 422 });
    });

    it('passes messages, and those among staff to staff only', async () => {
      const path = `/api/mobilities/${reference}/messages`;
      ok(await student.post(path, { text: 'Bonjour <b>' }), 201);
      ok(await officer.post(path, { text: 'Between us', visibility: 'staff' }), 201);
      ok(await officer.post(path, { text: 'Hello' }), 201);
      const texts = async (caller: Caller): Promise<string[]> =>
        ok(await caller.get(path))
          .json.items.map((m: { text: string }) => m.text)
          .sort();
      expect(await texts(student)).to.deep.equal(['Bonjour <b>', 'Hello']);
      expect(await texts(officer)).to.deep.equal(['Between us', 'Bonjour <b>', 'Hello']);
      expect((await student.post(path, { text: 'x', visibility: 'staff' })).json).to.include({ status: 403 });
      expect((await student.post(path, { text: '   ' })).json).to.include({ status: 422 });
      expect((await (await app.as('caen-claire')).post(path, { text: 'x' })).status).to.equal(404);
      const first = ok(await officer.get(`${path}?limit=2`)).json;
      const second = ok(await officer.get(`${path}?limit=2&after=${first.next}`)).json;
      expect([...first.items, ...second.items]).to.have.length(3);
      expect(second.next).to.equal(null);
    });

    it('writes a message that comes twice with one key once', async () => {
      const path = `/api/mobilities/${reference}/messages`;
      const key = { 'idempotency-key': 'message-1' };
      const said = { text: 'When does it begin?' };
      const sent = await Promise.all([student.post(path, said, key), student.post(path, said, key)]);
      const [first, second] = sent.map((answer) => ok(answer, 201).json);
      expect(second).to.deep.equal(first);
      const again = ok(await student.post(path, said, key), 201);
      expect(again.json).to.deep.equal(first);
      expect(again.headers.get('idempotent-replay')).to.equal('true');
      expect((await student.post(path, { text: 'Another' }, key)).json).to.include({ status: 422, code: 'key-reused' });
      expect((await student.post(path, said, { 'idempotency-key': 'a key' })).json).to.include({ status: 400 });
      ok(await officer.post(path, said, key), 201);
      const all = ok(await officer.get(path)).json.items.map((m: { text: string }) => m.text);
      expect(all.filter((text: string) => text === said.text)).to.have.length(2);
    });

    const one = {
      given: 'Bea',
      family: 'Costa',
      email: 'bea@porto.example',
      home: { name: 'Porto', country: 'PT' },
      stay: { start: '2027-02-01', end: '2027-06-30' },
    };

    it('nominates, tries without writing, and writes once', async () => {
      const body = { procedure: 'erasmus-study', nominations: [one] };
      const count = async (): Promise<number> => (await select(app.db, 'SELECT reference FROM heads')).length;
      const before = await count();
      expect(ok(await officer.post('/api/nominations', { ...body, dryRun: true })).json).to.deep.equal({
        dryRun: true,
        items: [{ reference: null, added: false }],
      });
      expect(await count()).to.equal(before);
      const first = ok(await officer.post('/api/nominations', body), 201).json.items[0]!;
      expect(first).to.have.property('added', true);
      expect(first.reference).to.match(/^CAEN-2026-\d{6}$/);
      expect(ok(await officer.post('/api/nominations', body), 201).json.items[0]).to.deep.equal({
        reference: first.reference,
        added: false,
      });
      expect(await count()).to.equal(before + 1);
    });

    it('refuses nominations that are not right, and by who may not', async () => {
      const send = (change: object, more: object = {}): Promise<Answer> =>
        officer.post('/api/nominations', { procedure: 'erasmus-study', nominations: [{ ...one, ...change }], ...more });
      for (const [change, field] of [
        [{ email: 'nobody' }, 'nominations/0/email'],
        [{ given: ' ' }, 'nominations/0/given'],
        [{ birthDate: '2004-02-30' }, 'nominations/0/birthDate'],
        [{ esi: 'x' }, 'nominations/0/esi'],
        [{ unit: 'nowhere' }, 'nominations/0/unit'],
        [{ stay: { start: '2027-06-01', end: '2027-02-01' } }, 'nominations/0/stay/end'],
        [{ id: 1 }, 'nominations/0/id'],
      ] as const) {
        const { json } = await send(change);
        expect(json.status, field).to.equal(422);
        expect(json.errors[0]?.field).to.equal(field);
      }
      expect((await send({}, { procedure: 'nothing' })).json).to.include({ status: 422, code: 'unknown-procedure' });
      const body = { procedure: 'erasmus-study', nominations: [one] };
      for (const caller of [student, await app.as('caen-claire'), await app.as('caen-sophie')])
        expect((await caller.post('/api/nominations', body)).json).to.include({ status: 403, code: 'forbidden' });
      expect((await (await app.as('else-boss', 'elsewhere')).post('/api/nominations', body)).json).to.include({
        status: 422,
        code: 'unknown-procedure',
      });
    });

    it('imports a list: Latin-1, semicolons, twice the same, broken lines', async () => {
      const csv = Buffer.from(
        'firstname;lastname;email;year;birthdate;esi\r\nRené;Noël;rene@x.example;2027;1/2/2004;\r\nRené;Noël;rene@x.example;2027;1/2/2004;\r\nBad;Mail;nobody;2027;;\r\n',
        'latin1',
      );
      const send = (query = ''): ReturnType<Caller['raw']> =>
        officer.raw('POST', `/api/nominations/import?procedure=erasmus-study${query}`, csv, {
          'content-type': 'text/csv',
        });
      const dry = ok(await send('&dryRun=true')).json;
      expect(dry).to.deep.include({
        dryRun: true,
        added: [{ line: 2, reference: null }],
        duplicate: [{ line: 3, of: 2 }],
      });
      const done = ok(await send()).json;
      expect(done.added).to.have.length(1);
      expect(done.refused).to.have.length(1);
      expect(done.refused[0]).to.include({ line: 4, field: 'email' });
      const people = await select<{ given: string; family: string }>(
        app.db,
        "SELECT given, family FROM people WHERE email = 'rene@x.example'",
      );
      expect(people).to.deep.equal([{ given: 'René', family: 'Noël' }]);
      const again = ok(await send()).json;
      expect(again.added).to.deep.equal([]);
      expect(again.unchanged).to.deep.equal([{ line: 2, reference: done.added[0]?.reference }]);
      expect((await send('&start=2027-02-01')).json).to.include({ status: 422, code: 'wrong-stay' });
      const raw = (body: string | Buffer, type = 'text/csv') =>
        officer.raw('POST', '/api/nominations/import?procedure=erasmus-study', body, { 'content-type': type });
      expect((await raw('')).status).to.equal(422);
      expect((await raw('name,mail\na,b\n')).json).to.include({ status: 422, code: 'wrong-header' });
      expect((await raw('x', 'text/plain')).status).to.equal(415);
      expect((await raw(Buffer.alloc(30_000_000, 'x'))).json).to.include({ status: 413, code: 'too-large' });
    });
  });
});
