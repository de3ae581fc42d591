import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { View } from '../../api/routes/mobility/view.schema.ts';
import type { Browser } from '../../dev/demo/browser.ts';
import { signIn } from '../../dev/demo/cast.ts';
import type { Run } from '../../dev/demo/instance.ts';
import { isRunning, startScript, temporaryFolder, until, type Started } from '../dev/local.ts';
import { runningWith } from './processes.ts';
import { told, type Told } from './told.ts';

describe('an instance that npm start started', function () {
  this.timeout(180_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let instance: Started;
  let run: Run;
  let result: Told;
  let officer: Browser;

  const data = (): string => join(folder.path, 'data');
  const readRun = async (): Promise<Run> => JSON.parse(await readFile(join(data(), 'run.json'), 'utf8')) as Run;
  const start = async (): Promise<void> => {
    instance = startScript('dev/bootstrap.mjs', { SMILE_DATA: data(), PORT: '0' }, ['start']);
    await Promise.race([
      until('the address', () => instance.written.stdout.includes('\n'), 60_000),
      instance.ended.then((status) => {
        throw new Error(`ended with ${String(status)}: ${instance.written.stderr}`);
      }),
    ]);
    run = await readRun();
    expect(instance.written.stdout).to.equal(`${run.url}\n`);
  };
  const view = (): Promise<View> => officer.get<View>(`/api/mobilities/${result.reference}`);

  before(async () => {
    folder = await temporaryFolder();
    await start();
  });
  after(async () => {
    instance.child.kill('SIGINT');
    await instance.ended;
    await folder.remove();
  });

  it('serves the demonstration with --url, which kills nothing of it', async () => {
    const demo = startScript('dev/bootstrap.mjs', { SMILE_DATA: data() }, ['demo', '--json', '--url', run.url]);
    expect(await demo.ended, demo.written.stderr).to.equal(0);
    result = told.parse(JSON.parse(demo.written.stdout));
    expect(await readRun()).to.deep.equal(run);
    expect(await Promise.all(Object.values(run.pids).map(isRunning))).to.not.include(false);
  });

  it('has everything still there when it is stopped and started again', async () => {
    const here = { url: run.url, data: data(), own: false, run: readRun, stop: () => Promise.resolve() };
    officer = await signIn(here, 'ines', 'Inès');
    const before = await view();
    const mails = await (await fetch(`${run.mails}/mails.json`)).text();
    expect(before.status).to.equal('closed');

    const url = run.url;
    expect(await runningWith(folder.path)).to.have.length.greaterThan(5);
    instance.child.kill('SIGINT');
    expect(await instance.ended).to.equal(0);
    expect(await runningWith(folder.path)).to.deep.equal([]);
    await start();
    expect(run.url).to.equal(url);

    // The same cookie: the session is still there, and what it shows.
    expect(await view()).to.deep.equal(before);
    const issued = before.documents.filter(({ origin }) => origin === 'issued');
    expect(issued.map(({ sha256 }) => sha256).sort()).to.deep.equal(
      result.documents.map(({ sha256 }) => sha256).sort(),
    );
    for (const { id, sha256 } of before.documents) {
      const bytes = await officer.bytes(`/api/mobilities/${result.reference}/documents/${id}`);
      expect(createHash('sha256').update(bytes).digest('hex')).to.equal(sha256);
    }
    expect(await (await fetch(`${run.mails}/mails.json`)).text()).to.equal(mails);
  });
});
