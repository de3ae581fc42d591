import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { View } from '../../api/routes/mobility/view.schema.ts';
import { insisting } from '../../dev/demo/acting.ts';
import { demoData, importData } from '../../dev/demo/data.ts';
import { Refused } from '../../dev/demo/browser.ts';
import type { Instance, Run } from '../../dev/demo/instance.ts';
import { setOut, travelOn, type Journey } from '../../dev/demo/journey.ts';
import { smile } from '../cli/run.ts';
import { startScript, temporaryFolder, until, type Started } from '../dev/local.ts';

interface PutBack {
  readonly behind: readonly { readonly reference: string; readonly after: number; readonly upTo: number }[];
  readonly unknown: readonly string[];
}

describe('a backup of a running instance', function () {
  this.timeout(400_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let process: Started;
  let file: Omit<Journey, 'outageMs'>;
  let lostFile: string;
  let endInBackup: string;
  let revAfter: number;
  let putBack: PutBack;
  const quiet = (): void => undefined;

  const data = (): string => join(folder.path, 'data');
  const readRun = async (): Promise<Run> => JSON.parse(await readFile(join(data(), 'run.json'), 'utf8')) as Run;
  const instance = async (): Promise<Instance> => ({
    url: (await readRun()).url,
    data: data(),
    own: false,
    run: readRun,
    stop: () => Promise.resolve(),
  });
  const start = async (): Promise<void> => {
    process = startScript('dev/bootstrap.mjs', { SMILE_DATA: data(), PORT: '0' }, ['start']);
    await Promise.race([
      until('the address', () => process.written.stdout.includes('\n'), 120_000),
      process.ended.then((status) => {
        throw new Error(`ended with ${String(status)}: ${process.written.stderr}`);
      }),
    ]);
  };
  const stop = async (): Promise<void> => {
    process.child.kill('SIGINT');
    expect(await process.ended).to.equal(0);
  };
  const cli = async (...args: string[]) => smile([...args, '--json'], { SMILE_DATA: data() });
  const view = (): Promise<View> => file.officer.get<View>(`/api/mobilities/${file.reference}`);
  const changeStay = async (end: string): Promise<void> => {
    const { stay } = await view();
    await file.acting.act(file.officer, { type: 'change-stay', start: stay.start, end, reason: 'They asked for it' });
  };
  const day = (n: number): string => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);

  before(async () => {
    folder = await temporaryFolder();
    await start();
    await importData(demoData(), data());
    file = await setOut(await instance(), quiet);
    await changeStay(day(-1));
    endInBackup = day(-1);
  });
  after(async () => {
    await stop();
    await folder.remove();
  });

  it('is made while people work', async () => {
    let working = true;
    let acts = 0;
    const work = async (): Promise<void> => {
      for (; working; acts += 1) {
        endInBackup = day(-2 - (acts % 50));
        await changeStay(endInBackup);
      }
    };
    const worker = work();
    await sleep(500);
    const made = await cli('backup', join(folder.path, 'backup'));
    working = false;
    await worker;
    expect(made.status, made.stderr).to.equal(0);
    expect(acts).to.be.greaterThan(0);
  });

  it('is not put back while the instance runs', async () => {
    const refused = await cli('restore', join(folder.path, 'backup'));
    expect(refused.status).to.equal(1);
    expect(refused.stdout).to.include('"running"');
    await changeStay(day(0));
    lostFile = (await setOut(await instance(), quiet)).reference;
    revAfter = (await view()).rev;
  });

  it('is put back, and says what was acknowledged since and is lost', async () => {
    await stop();
    const done = await cli('restore', join(folder.path, 'backup'));
    expect(done.status, done.stderr).to.equal(0);
    putBack = JSON.parse(done.stdout) as PutBack;
    expect(putBack.unknown).to.deep.equal([lostFile]);
    const [behind, ...others] = putBack.behind;
    expect(others).to.deep.equal([]);
    expect(behind).to.include({ reference: file.reference, upTo: revAfter });
    expect(behind?.after).to.be.lessThan(revAfter);
    await start();
  });

  it('has what was acknowledged before it, not what came after, and the file says so', async () => {
    const restored = await insisting(view);
    expect(restored.status).to.equal('open');
    expect(restored.stay.end).to.not.equal(day(0));
    expect(restored.documents.length).to.be.greaterThan(1);
    for (const { id } of restored.documents)
      expect((await file.officer.bytes(`/api/mobilities/${file.reference}/documents/${id}`)).length).to.be.greaterThan(
        0,
      );
    const [incident] = restored.incidents ?? [];
    expect(incident?.kind).to.equal('records-behind');
    expect(incident?.text).to.include(`put back to event ${String(putBack.behind[0]?.after)}`);
    expect(incident?.text).to.include('stay changed');
    const gone = await file.officer.get(`/api/mobilities/${lostFile}`).catch((error: unknown) => error);
    expect(gone instanceof Refused ? gone.status : gone).to.equal(404);
  });

  it('goes on to the end, and the records are whole', async () => {
    await changeStay(day(0));
    await travelOn(await instance(), file, quiet);
    const ended = await until(
      'the end',
      async () => {
        const now = await view();
        return now.status === 'closed' ? now : undefined;
      },
      60_000,
    );
    expect(ended.outcome).to.equal('completed');
    const another = await setOut(await instance(), quiet);
    expect(another.reference > lostFile, `${another.reference} after ${lostFile}`).to.equal(true);
    const checked = await smile(['records', 'check', '--json'], { SMILE_DATA: data() });
    expect(checked.status, checked.stdout).to.equal(0);
    expect(JSON.parse(checked.stdout)).to.deep.include({ ok: true, runs: 'checked', problems: [] });
  });
});
