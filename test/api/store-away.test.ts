import { expect } from 'chai';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareStore } from '../../activities/documents/prepare-store.ts';
import { select } from '../../db/sql.ts';
import { codeOf } from '../support/code-of.ts';
import { forEachDatabase } from '../support/database.ts';
import { startApplication, type Application, type Caller } from './support/application.ts';
import { form, ok, upload } from './support/steps.ts';

describe("the documents' folder", () => {
  forEachDatabase((_kind, database) => {
    let app: Application;
    let reference: string;
    let student: Caller;
    let path: string;
    before(async () => {
      app = await startApplication(database.db());
      ({ reference, caller: student } = await app.student());
    });
    after(() => app.stop());
    const warned: unknown[] = [];
    const prepare = (): Promise<void> =>
      prepareStore(app.db, app.storeFolder, { warn: (fields: unknown) => void warned.push(fields) });

    it('is made at the first start', async () => {
      await rm(app.storeFolder, { recursive: true });
      await prepare();
      await prepare();
      const { id } = ok(await upload(student, reference, 'passport', form('the photo')), 201).json;
      ok(await student.act(reference, { type: 'add-document', task: 'papers', document: 'passport', file: id }));
      await app.effects(reference);
      path = `/api/mobilities/${reference}/documents/${id}`;
      expect(ok(await student.get(path)).text).to.equal('the photo');
      expect(warned).to.deep.equal([]);
    });

    it('that is away is waited for: nothing is written in its place, at no start either', async () => {
      await rename(app.storeFolder, `${app.storeFolder}.away`);
      try {
        await prepare();
        expect(warned).to.deep.equal([{ code: 'ENOENT' }]);
        for (const answer of [await student.get(path), await upload(student, reference, 'transcript', form('x'))]) {
          expect(answer.json).to.include({ status: 503, code: 'store-unavailable' });
          expect(Number(answer.headers.get('retry-after'))).to.be.greaterThan(0);
        }
        expect(await codeOf(readdir(app.storeFolder))).to.equal('ENOENT');
        expect(await select(app.db, 'SELECT id FROM documents WHERE reference = ?', [reference])).to.have.length(1);
      } finally {
        await rename(`${app.storeFolder}.away`, app.storeFolder);
      }
      expect(ok(await student.get(path)).text).to.equal('the photo');
    });

    it('that lacks a file which the records name says so of that one', async () => {
      const folder = join(app.storeFolder, reference);
      await rename(folder, `${folder}.away`);
      await mkdir(folder);
      const answer = await student.get(path);
      await rm(folder, { recursive: true });
      await rename(`${folder}.away`, folder);
      expect(answer.json).to.include({ status: 503, code: 'document-missing' });
      expect(answer.headers.get('retry-after')).to.equal('60');
    });
  });
});
