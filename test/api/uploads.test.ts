import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { select } from '../../db/sql.ts';
import { cleanName } from '../../api/routes/mobility/multipart.ts';
import { forEachDatabase } from '../support/database.ts';
import { until } from '../dev/local.ts';
import { startApplication, type Application, type Caller } from './support/application.ts';
import { form, ok, upload } from './support/steps.ts';

describe('documents over HTTP', () => {
  forEachDatabase((_kind, database) => {
    let app: Application;
    let reference: string;
    let student: Caller;
    before(async () => {
      app = await startApplication(database.db());
    });
    after(() => app.stop());
    beforeEach(async () => {
      ({ reference, caller: student } = await app.student());
    });

    const kept = async (): Promise<string[]> => {
      const files = await readdir(app.storeFolder, { recursive: true, withFileTypes: true }).catch(() => []);
      return files
        .filter((f) => f.isFile())
        .map((f) => join(f.parentPath, f.name))
        .filter((f) => f.includes(reference) || f.includes('.incoming'));
    };
    const rows = () =>
      select<{ id: string; name: string; state: string; mime: string }>(
        app.db,
        'SELECT id, name, state, mime FROM documents WHERE reference = ?',
        [reference],
      );

    it('stores a file encrypted, hashed on the way, and gives its id', async () => {
      const content = Buffer.alloc(300_000, 'secret of Ana ');
      const { json } = ok(await upload(student, reference, 'passport', form(content, '..\\..//päss<port>.jpg')), 201);
      expect(json).to.include({ sha256: createHash('sha256').update(content).digest('hex'), size: 300_000 });
      expect(await rows()).to.deep.equal([
        { id: json.id, name: 'pässport.jpg', state: 'received', mime: 'application/octet-stream' },
      ]);
      expect(await kept()).to.have.length(1);
    });

    it('lets nobody read what was not checked, and those with a part in the file what was', async () => {
      const { id } = ok(await upload(student, reference, 'passport', form('the photo')), 201).json;
      const path = `/api/mobilities/${reference}/documents/${id}`;
      expect((await student.get(path)).status).to.equal(404);
      ok(await student.act(reference, { type: 'add-document', task: 'papers', document: 'passport', file: id }));
      expect((await student.get(path)).status).to.equal(404);
      await app.effects(reference);
      for (const caller of [student, await app.as('caen-ines')]) {
        const answer = ok(await caller.get(path));
        expect(answer.text).to.equal('the photo');
        expect(answer.headers.get('content-disposition')).to.equal('attachment; filename=scan.jpg');
        expect(answer.headers.get('content-type')).to.equal('image/jpeg');
        expect(answer.headers.get('x-content-type-options')).to.equal('nosniff');
        expect(answer.headers.get('content-security-policy')).to.equal("default-src 'none'; sandbox");
        expect(answer.headers.get('cache-control')).to.equal('private, no-store');
      }
      const others = [(await app.student()).caller, await app.as('caen-marc'), await app.as('else-boss', 'elsewhere')];
      for (const caller of others) expect((await caller.get(path)).status).to.equal(404);
      expect((await app.anybody.get(path)).status).to.equal(401);
      const elsewhere = await app.student();
      expect((await elsewhere.caller.get(`/api/mobilities/${elsewhere.reference}/documents/${id}`)).status).to.equal(
        404,
      );
    });

    it('takes no file of somebody else into an act', async () => {
      const other = await app.student();
      const { id } = ok(await upload(other.caller, other.reference, 'passport', form('theirs')), 201).json;
      expect(
        (await student.act(reference, { type: 'add-document', task: 'papers', document: 'passport', file: id })).json,
      ).to.include({ status: 404, code: 'not-found' });
    });

    it('takes a file only as the document that it was sent for', async () => {
      const { id } = ok(await upload(student, reference, 'passport', form('mine')), 201).json;
      const add = (document: string): ReturnType<Caller['act']> =>
        student.act(reference, { type: 'add-document', task: 'papers', document, file: id });
      expect((await add('transcript')).json).to.include({ status: 404, code: 'not-found' });
      ok(await add('passport'));
    });

    it('refuses a file over the limit and keeps nothing of it', async () => {
      const answer = await upload(student, reference, 'passport', form(Buffer.alloc(1_048_577)));
      expect(answer.json).to.include({ status: 413, code: 'too-large' });
      expect(await rows()).to.deep.equal([]);
      expect(await kept()).to.deep.equal([]);
      ok(await upload(student, reference, 'passport', form(Buffer.alloc(1_048_576))), 201);
    });

    it('keeps nothing of an upload that breaks off', async () => {
      await new Promise<void>((resolve) => {
        const headers = {
          ...student.headers,
          'content-type': 'multipart/form-data; boundary=x',
          'content-length': '100000',
        };
        const sending = httpRequest(`${app.url}/api/mobilities/${reference}/documents?task=papers&document=passport`, {
          method: 'POST',
          headers,
        });
        sending.on('error', () => {
          resolve();
        });
        sending.write('--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nhalf of it');
        setTimeout(() => sending.destroy(), 300);
      });
      await until('nothing is kept', async () => (await kept()).length === 0, 5_000);
      expect(app.logged.filter((line) => line.includes('a request failed'))).to.deep.equal([]);
      expect(await rows()).to.deep.equal([]);
      expect(await kept()).to.deep.equal([]);
    });

    it('refuses bodies that are not one file, and keeps nothing of them', async () => {
      const two = form('one');
      two.append('file', new Blob(['two']), 'two.jpg');
      const beside = form('one');
      beside.append('note', 'hello');
      const empty = new FormData();
      for (const [data, code] of [
        [two, 'one-file-only'],
        [beside, 'one-file-only'],
        [empty, 'no-file'],
      ] as const)
        expect((await upload(student, reference, 'passport', data)).json, code).to.include({ status: 400, code });
      const path = `/api/mobilities/${reference}/documents?task=papers&document=passport`;
      expect((await student.raw('POST', path, 'plain', { 'content-type': 'text/plain' })).status).to.equal(415);
      expect((await student.raw('POST', path, 'x', { 'content-type': 'multipart/form-data' })).status).to.equal(415);
      const cut = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nhalf of it';
      expect(
        (await student.raw('POST', path, cut, { 'content-type': 'multipart/form-data; boundary=x' })).json,
      ).to.include({ status: 400, code: 'upload-broken' });
      expect(await rows()).to.deep.equal([]);
      expect(await kept()).to.deep.equal([]);
    });

    it('takes files only for what is asked for, of the person themselves', async () => {
      const send = (task: string, document: string, caller = student): Promise<{ json: { code: string } }> =>
        caller.raw('POST', `/api/mobilities/${reference}/documents?task=${task}&document=${document}`, form('x'));
      expect((await send('papers', 'diary')).json.code).to.equal('unknown-item');
      expect((await send('details', 'passport')).json.code).to.equal('wrong-task-kind');
      expect((await send('nothing', 'passport')).json.code).to.equal('unknown-task');
      expect((await send('constructor', 'passport')).json.code).to.equal('unknown-task');
      expect((await send('papers', 'toString')).json.code).to.equal('unknown-item');
      expect((await send('papers', 'passport', await app.as('caen-ines'))).json.code).to.equal('not-yours');
      expect((await send('papers', 'passport', (await app.student()).caller)).json.code).to.equal('not-found');
      expect(
        (
          await student.raw(
            'POST',
            `/api/mobilities/${reference}/documents?task=papers&document=passport&x=1`,
            form('x'),
          )
        ).json,
      ).to.include({ status: 422, code: 'invalid-input' });
      expect(await kept()).to.deep.equal([]);
    });

    it('stops somebody who fills the store with files that no act takes up', async () => {
      for (let i = 0; i < 20; i += 1) ok(await upload(student, reference, 'passport', form(`file ${i}`)), 201);
      expect((await upload(student, reference, 'passport', form('one more'))).json).to.include({
        status: 409,
        code: 'too-many-uploads',
      });
    });
  });

  it('makes names plain', () => {
    expect(cleanName('../../etc/passwd')).to.equal('passwd');
    expect(cleanName('C:\\Users\\ana\\scan.pdf')).to.equal('scan.pdf');
    expect(cleanName('a\u202Efdp.exe')).to.equal('afdp.exe');
    expect(cleanName('..')).to.equal('document');
    expect(cleanName(undefined)).to.equal('document');
    expect(cleanName('x'.repeat(500))).to.have.length(200);
  });
});
