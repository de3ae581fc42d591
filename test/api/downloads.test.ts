import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { DocumentError } from '../../activities/documents/error.ts';
import type { Store } from '../../activities/documents/store.ts';
import { until } from '../dev/local.ts';
import { forEachDatabase } from '../support/database.ts';
import { startApplication, type Application, type Caller } from './support/application.ts';
import { form, ok, upload } from './support/steps.ts';

describe('a download that does not come to its end', () => {
  forEachDatabase((kind, database) => {
    if (kind !== 'sqlite') return;
    let app: Application;
    let student: Caller;
    let path: string;
    const said: unknown[] = [];
    const real = process.stderr.write.bind(process.stderr);
    before(async () => {
      app = await startApplication(database.db());
      const { reference, caller } = await app.student();
      student = caller;
      const { id } = ok(await upload(student, reference, 'passport', form(randomBytes(1_000))), 201).json;
      ok(await student.act(reference, { type: 'add-document', task: 'papers', document: 'passport', file: id }));
      await app.effects(reference);
      path = `/api/mobilities/${reference}/documents/${id}`;
      // Where Express's own last handler writes what it was given.
      Object.assign(process.stderr, { write: (text: unknown) => said.push(text) > 0 });
    });
    after(async () => {
      Object.assign(process.stderr, { write: real });
      await app.stop();
    });
    beforeEach(() => {
      said.length = 0;
      app.logged.length = 0;
    });

    const giving = async (content: () => AsyncGenerator<Uint8Array>, work: () => Promise<void>): Promise<void> => {
      const { store } = app.deps;
      const get: Store['get'] = () => Promise.resolve(Readable.from(content(), { objectMode: false }));
      Object.assign(app.deps, { store: { ...store, get } });
      try {
        await work();
      } finally {
        Object.assign(app.deps, { store });
      }
    };
    const lines = () => app.logged.map((line) => JSON.parse(line) as { msg: string; cut?: boolean; code?: string });
    const answered = (): Promise<unknown> =>
      until('the line of the request', () => lines().some(({ msg }) => msg === 'request'), 10_000);

    it('is no fault when the client goes away', async () => {
      let ended = false;
      async function* endless(): AsyncGenerator<Uint8Array> {
        try {
          for (;;) {
            yield randomBytes(65_536);
            await new Promise((resolve) => setImmediate(resolve));
          }
        } finally {
          ended = true;
        }
      }
      await giving(endless, async () => {
        await new Promise<void>((resolve, reject) => {
          const asking = httpRequest(new URL(path, app.url), { headers: student.headers }, (response) => {
            response.once('data', () => {
              asking.destroy();
              resolve();
            });
            response.on('error', () => undefined);
          });
          asking.on('error', reject);
          asking.end();
        });
        await answered();
        await until('the file is let go', () => ended, 10_000);
      });
      expect(lines().filter(({ msg }) => msg !== 'request')).to.deep.equal([]);
      expect(lines()[0]).to.include({ cut: true }).and.not.have.property('code');
      expect(said).to.deep.equal([]);
    });

    it('is cut when the file breaks, and said once in the log', async () => {
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield randomBytes(65_536);
        await new Promise((resolve) => setTimeout(resolve, 50));
        throw new DocumentError('altered', 'The stored document is not the one it should be.');
      }
      await giving(broken, async () => {
        const answer = await fetch(new URL(path, app.url), { headers: student.headers });
        expect(answer.status).to.equal(200);
        const failed = await answer.arrayBuffer().then(
          () => false,
          () => true,
        );
        expect(failed).to.equal(true);
        await answered();
      });
      expect(lines().filter(({ msg }) => msg !== 'request')).to.have.length(1);
      expect(lines().find(({ msg }) => msg === 'a request failed')).to.deep.include({ level: 50 });
      expect(said).to.deep.equal([]);
    });
  });
});
