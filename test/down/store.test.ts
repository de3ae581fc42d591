import { execFile } from 'node:child_process';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { readHistory } from '../../db/records/read.ts';
import { select } from '../../db/sql.ts';
import { until } from '../dev/local.ts';
import { onMariaDb } from '../support/needs-mariadb.ts';
import type { Answer, Client } from './support/client.ts';
import { events } from './support/expect.ts';
import { addPaper, can, expected, filled, openFile, sendPaper, staff, type File } from './support/people.ts';
import { shared, type Shared } from './support/shared.ts';

const run = promisify(execFile);

onMariaDb("with the documents' store away", function () {
  this.timeout(120_000);
  let on: Shared;
  let officer: Client;
  let file: File;
  const store = (): string => join(on.data, 'documents');
  before(async () => {
    on = await shared();
    officer = await staff(on, 'ines');
    file = await openFile(on, officer);
    expected(await file.student.act(file.reference, await filled(file)));
  });
  const upload = (language = 'en'): Promise<Answer> =>
    file.student.upload(
      `/api/mobilities/${file.reference}/documents?task=papers&document=passport`,
      Buffer.alloc(300_000, language),
      language,
    );
  const kept = () => select(on.db, 'SELECT id FROM documents WHERE reference = ?', [file.reference]);

  it('unusable: nothing is kept, in words, and the rest goes on', async () => {
    await mkdir(store(), { recursive: true });
    await rename(store(), `${store()}.away`);
    await writeFile(store(), 'A file where the folder should be.');
    try {
      const [answer, french] = await Promise.all([upload(), upload('fr')]);
      expected(await officer.page(`/mobilities/${file.reference}`));
      expect(answer.status).to.equal(503);
      expect(answer.json).to.include({ code: 'store-unavailable' });
      expect(answer.json['detail']).to.match(/^Files cannot be kept or read just now\. Nothing of yours was kept\./);
      expect(french.json['detail']).to.match(/^Les fichiers ne peuvent être ni gardés ni lus/);
    } finally {
      await rm(store());
      await rename(`${store()}.away`, store());
    }
    expect(await kept()).to.deep.equal([]);
    expected(await upload(), 201);
  });

  it('full: nothing is half kept, an effect waits with its reason, and both go on when there is room', async function () {
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', store()]).then(
      () => true,
      () => false,
    );
    // Only who may mount a small disk can fill one.
    if (!mounted) this.skip();
    try {
      await writeFile(join(store(), 'ballast'), Buffer.alloc(1_900_000));
      const before = (await kept()).length;
      const [answer, french] = await Promise.all([upload(), upload('fr')]);
      expect(answer.status).to.equal(507);
      expect(answer.json).to.include({ code: 'store-full' });
      expect(Number(answer.headers.get('retry-after'))).to.be.greaterThan(0);
      expect(answer.json['detail']).to.match(/^There is no room for files just now\. Nothing of yours was kept\./);
      expect(french.json['detail']).to.match(/^Il n'y a plus de place/);
      expect(await readdir(join(store(), '.incoming'))).to.deep.equal([]);
      expect(await kept()).to.have.length(before);

      await rm(join(store(), 'ballast'));
      const paper = await sendPaper(file, 'passport');
      // As much as there is room for.
      await writeFile(join(store(), 'ballast'), Buffer.alloc(4_000_000)).catch(() => undefined);
      await addPaper(file, 'passport', paper);
      const failed = await until('a try that failed', async () =>
        (await readHistory(on.db, on.keys, file.reference, { limit: 1_000 }))
          .map(({ event }) => event)
          .find((event) => event.type === 'effect-failed'),
      );
      expect(failed).to.include({ code: 'store-full' });
      expect(failed).to.have.property('message').that.includes('Make room');
      await rm(join(store(), 'ballast'));
      await until('checked', async () => (await events(on, file.reference, 'document-inspected')) === 1, 60_000);
      expect(await can(officer, file.reference, 'review-document')).to.include({ file: paper });
    } finally {
      await run('umount', [store()]);
    }
  });
});
