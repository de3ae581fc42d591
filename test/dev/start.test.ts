import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { freePort } from '../../dev/ports.ts';
import { isRunning, startScript, temporaryFolder, until } from './local.ts';
import type { Started } from './local.ts';

interface Run {
  url: string;
  pids: Record<string, number>;
  mails: string;
  temporal: string;
  startedAt: string;
}

const NAMES = ['api', 'mail', 'oidc', 'supervisor', 'temporal', 'worker'];

describe('npm start', function () {
  this.timeout(60_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let data: string;
  const running: Started[] = [];

  const start = (env: Record<string, string> = {}): Started => {
    const started = startScript('test/dev/stubs/start.ts', {
      SMILE_DATA: data,
      PORT: '0',
      DEV_INSTITUTIONS: join(folder.path, 'institutions'),
      ...env,
    });
    running.push(started);
    return started;
  };
  const readRun = async (): Promise<Run> => JSON.parse(await readFile(join(data, 'run.json'), 'utf8')) as Run;
  /** Written from the first process on; run.json comes when all is ready. */
  const readProcesses = async (): Promise<Pick<Run, 'pids'>> =>
    JSON.parse(await readFile(join(data, 'processes.json'), 'utf8')) as Pick<Run, 'pids'>;
  const ready = async (started: Started): Promise<Run> => {
    await Promise.race([
      until('the address', () => started.written.stdout.includes('\n'), 30_000),
      started.ended.then((status) => {
        throw new Error(`ended with ${status}: ${started.written.stderr}`);
      }),
    ]);
    return until('a whole run.json', async () => {
      const run = await readRun();
      return NAMES.every((name) => name in run.pids) ? run : undefined;
    });
  };
  const stopped = async (started: Started, signal: NodeJS.Signals = 'SIGINT'): Promise<number | string> => {
    started.child.kill(signal);
    return started.ended;
  };
  const gone = (run: Pick<Run, 'pids'>): Promise<true> =>
    until('all processes gone', async () => {
      const alive = await Promise.all(Object.values(run.pids).map(isRunning));
      return !alive.includes(true);
    });

  beforeEach(async () => {
    folder = await temporaryFolder();
    data = join(folder.path, 'data');
    await mkdir(join(folder.path, 'institutions'));
  });

  afterEach(async () => {
    for (const started of running.splice(0)) {
      started.child.kill('SIGTERM');
      await started.ended;
    }
    await folder.remove();
  });

  it('prints one address, names the processes, and leaves nothing running after Ctrl-C; the next start has the same ports', async () => {
    const first = start();
    const run = await ready(first);
    expect(first.written.stdout).to.equal(`${run.url}\n`);
    expect((await fetch(`${run.url}/api/health`)).status).to.equal(200);
    expect(Object.keys(run.pids).sort()).to.deep.equal(NAMES);
    expect(run.pids['supervisor']).to.equal(first.child.pid);
    expect(new Date(run.startedAt).toISOString()).to.equal(run.startedAt);
    const environment = await readFile(`/proc/${run.pids['api']}/environ`, 'utf8');
    const smtp = /(?:^|\0)SMTP_URL=([^\0]+)/.exec(environment)![1];
    await createTransport(smtp).sendMail({ from: 'a@example.org', to: 'b@example.org', subject: 'kept', text: 'x' });
    expect(await stopped(first)).to.equal(0);
    await gone(run);
    expect(await readRun().catch(() => 'none')).to.equal('none');

    const second = start();
    const again = await ready(second);
    expect({ ...again, pids: 0, startedAt: 0 }).to.deep.equal({ ...run, pids: 0, startedAt: 0 });
    expect(await (await fetch(`${again.mails}/mails.json`)).text()).to.include('kept');
    expect(await stopped(second, 'SIGTERM')).to.equal(0);
    await gone(again);
  });

  it('starts each killed process again, under the same address, with its new id in run.json', async () => {
    const started = start();
    const run = await ready(started);
    for (const name of ['worker', 'api', 'temporal', 'oidc', 'mail']) {
      const old = run.pids[name]!;
      process.kill(old, 'SIGKILL');
      const now = await until(
        `a new ${name}`,
        async () => {
          const pid = (await readRun()).pids[name];
          return pid !== old && pid;
        },
        2_000,
      );
      expect(await isRunning(now)).to.equal(true);
    }
    await until('the API', async () => (await fetch(`${run.url}/api/health`)).ok);
    await until('the mails', async () => (await fetch(`${run.mails}/mails.json`)).ok);
    const again = await readRun();
    expect(again.temporal).to.equal(run.temporal);
    await stopped(started);
    await gone(run);
    await gone(again);
  });

  it('leaves no process behind when it is itself killed, and starts again', async () => {
    const first = start();
    const run = await ready(first);
    await stopped(first, 'SIGKILL');
    const second = start();
    const again = await ready(second);
    await gone(run);
    expect(again.url).to.equal(run.url);
    await stopped(second, 'SIGKILL');
    await gone(again);
  });

  it('stops in order when the signal comes again and again', async () => {
    const started = start();
    const run = await ready(started);
    const again = setInterval(() => started.child.kill('SIGINT'), 20);
    try {
      expect(await stopped(started)).to.equal(0);
    } finally {
      clearInterval(again);
    }
    await gone(run);
    expect(await readRun().catch(() => 'none')).to.equal('none');
  });

  it('says what it is with --help, and starts nothing then, nor with what it does not know', async () => {
    const help = startScript('dev/start.ts', { SMILE_DATA: data }, ['--help']);
    expect(await help.ended).to.equal(0);
    expect(help.written.stdout).to.match(/^npm start\n/);
    const unknown = startScript('dev/start.ts', { SMILE_DATA: data }, ['--prot=3']);
    expect(await unknown.ended).to.equal(1);
    expect(unknown.written.stderr).to.include('--prot=3').and.include('--help');
    expect(existsSync(data)).to.equal(false);
  });

  it('refuses a second start on the same folder and leaves the first alone', async () => {
    const first = start();
    const run = await ready(first);
    const second = start();
    expect(await second.ended).to.equal(1);
    expect(second.written.stderr).to.include('already runs on').and.include('SMILE_DATA');
    expect(second.written.stdout).to.equal('');
    expect(await readRun()).to.deep.equal(run);
    expect((await fetch(`${run.url}/api/health`)).status).to.equal(200);
  });

  it('stops at once when told to during the start', async () => {
    const started = start();
    await until('a first process', async () => (await readProcesses()).pids['temporal']);
    expect(await stopped(started)).to.equal(0);
    expect(started.written.stdout).to.equal('');
  });

  it('says in a sentence which port is busy', async () => {
    const server = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const refused = start({ PORT: String(port) });
    expect(await refused.ended).to.equal(1);
    expect(refused.written.stderr).to.match(new RegExp(`^Port ${port} of 127.0.0.1 is in use .*PORT.*\n$`));
    await new Promise((resolve) => server.close(resolve));
  });

  it('says in a sentence that the folder cannot be written', async () => {
    await writeFile(join(folder.path, 'a-file'), '');
    const refused = start({ SMILE_DATA: join(folder.path, 'a-file', 'below') });
    expect(await refused.ended).to.equal(1);
    expect(refused.written.stderr).to.match(/^The folder .*a-file\/below cannot be written .*SMILE_DATA.*\n$/);
  });

  it('says why a step before the start failed, and leaves nothing running', async () => {
    const refused = start({ STUB_PREPARE_FAILS: '1' });
    expect(await refused.ended).to.equal(1);
    expect(refused.written.stderr).to.include('the database is of a newer version').and.include('prepare.log');
  });

  it('gives up a program that never works, says so, and stops the others', async () => {
    const refused = start({ STUB_API_FAILS: '1' });
    const run = await until('a first process', async () => {
      const one = await readProcesses();
      return 'worker' in one.pids && one;
    });
    expect(await refused.ended).to.equal(1);
    expect(refused.written.stderr).to.include('api ended 11 times').and.include('the stub cannot start');
    await gone(run);
  });

  for (const [setting, value] of [
    ['NODE_ENV', 'production'],
    ['HOST', '0.0.0.0'],
    ['PORT', 'http'],
    ['SMILE_DATTA', 'x'],
  ] as const) {
    it(`refuses ${setting}=${value}`, async () => {
      const refused = start({ [setting]: value });
      expect(await refused.ended).to.equal(1);
      expect(refused.written.stderr).to.include(setting);
    });
  }
});
