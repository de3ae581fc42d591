import { expect } from 'chai';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '../../activities/documents/store.ts';
import { deleteReceived } from '../../db/queries/documents.ts';
import { select } from '../../db/sql.ts';
import { forEachDatabase } from '../support/database.ts';
import { startApplication, type Application, type Answer, type Caller } from './support/application.ts';
import { form, ok, upload } from './support/steps.ts';

describe('files that are sent at once', function () {
  this.timeout(60_000);
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
    const rows = () =>
      select<{ id: string; stored_key: string }>(app.db, 'SELECT id, stored_key FROM documents WHERE reference = ?', [
        reference,
      ]);
    const kept = async (): Promise<string[]> =>
      (await readdir(join(app.storeFolder, reference)).catch(() => [])).map((name) => `${reference}/${name}`).sort();
    const send = (content: string): Promise<Answer> => upload(student, reference, 'passport', form(content));
    /** Does something between the file and its row. */
    const between = async (act: () => Promise<void>, work: () => Promise<void>): Promise<void> => {
      const { store } = app.deps;
      const put: Store['put'] = async (...given) => {
        const stored = await store.put(...given);
        await act();
        return stored;
      };
      Object.assign(app.deps, { store: { ...store, put } });
      try {
        await work();
      } finally {
        Object.assign(app.deps, { store });
      }
    };

    it('do not get past the limit, and what is not taken is not kept', async () => {
      const answers = await Promise.all(Array.from({ length: 32 }, (_, i) => send(`file ${i}`)));
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).to.deep.equal([...Array<number>(20).fill(201), ...Array<number>(12).fill(409)]);
      expect(new Set(answers.filter(({ status }) => status === 409).map(({ json }) => json.code))).to.deep.equal(
        new Set(['too-many-uploads']),
      );
      expect(await kept()).to.deep.equal((await rows()).map((row) => row.stored_key).sort());
    });

    it('and are the same file lose none that the records name', async () => {
      const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => send(`file ${i % 5}`)));
      expect(answers.filter(({ status }) => status === 201)).to.have.length((await rows()).length);
      expect(await kept()).to.deep.equal([...new Set((await rows()).map((row) => row.stored_key))].sort());
    });

    it('one that is not taken leaves the same file of another alone, and goes when it is nobody’s', async () => {
      const first = ok(await send('the same'), 201).json;
      for (let i = 1; i < 19; i += 1) ok(await send(`file ${i}`), 201);
      const before = await kept();
      // The place that was free is taken by another while this one comes in.
      for (const content of ['the same', 'another']) {
        let other = '';
        await between(
          async () => {
            if (other !== '') return;
            other = 'under way';
            other = ok(await send(`in between ${content}`), 201).json.id;
          },
          async () => {
            expect((await send(content)).json).to.include({ status: 409, code: 'too-many-uploads' });
          },
        );
        await deleteReceived(app.db, other);
      }
      expect((await kept()).filter((key) => before.includes(key))).to.deep.equal(before);
      expect(await kept()).to.have.length(before.length + 2);
      expect((await rows()).map(({ id }) => id)).to.include(first.id);
    });

    it('one whose file was removed meanwhile is not taken for there', async () => {
      await between(
        async () => {
          for (const key of await kept()) await app.store.remove(key);
        },
        async () => {
          expect((await send('gone')).json).to.include({ status: 503, code: 'store-unavailable' });
        },
      );
      expect(await rows()).to.deep.equal([]);
    });
  });
});
