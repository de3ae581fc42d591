import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runningWith } from '../journeys/processes.ts';
import { root, temporaryFolder, until } from './local.ts';

describe('the bootstrap', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  const lock = (version: string): string =>
    JSON.stringify({
      packages: { '': {}, 'node_modules/a': { version }, 'node_modules/b': { version: '1.0.0', optional: true } },
    });

  /** A fake `npm` that does what `npm ci` would, as far as the bootstrap looks. */
  const npm = (script: string): Promise<void> =>
    writeFile(join(folder.path, 'bin', 'npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const INSTALL =
    'echo "npm: $*"; mkdir -p node_modules/.bin; ln -sf "$REAL_NODE" node_modules/.bin/node; cp package-lock.json node_modules/.package-lock.json';

  function run(...args: string[]) {
    const child = spawn(process.execPath, [join(folder.path, 'dev', 'bootstrap.mjs'), ...args], {
      env: { PATH: `${join(folder.path, 'bin')}:/usr/bin:/bin`, REAL_NODE: process.execPath },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const written = { stdout: '', stderr: '' };
    child.stdout.on('data', (part: Buffer) => (written.stdout += part.toString()));
    child.stderr.on('data', (part: Buffer) => (written.stderr += part.toString()));
    const ended = new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) => {
      child.once('close', (status) => {
        resolve({ status, ...written });
      });
    });
    return { child, written, ended };
  }

  beforeEach(async () => {
    folder = await temporaryFolder();
    for (const name of ['dev', 'cli', 'bin', 'test']) await mkdir(join(folder.path, name));
    await copyFile(join(root, 'dev', 'bootstrap.mjs'), join(folder.path, 'dev', 'bootstrap.mjs'));
    await writeFile(join(folder.path, 'package.json'), '{"type":"module"}');
    await writeFile(join(folder.path, 'package-lock.json'), lock('1.0.0'));
    await writeFile(
      join(folder.path, 'cli', 'main.ts'),
      'const args: string[] = process.argv.slice(2); console.log(JSON.stringify(args)); process.exitCode = Number(args[0] ?? 0);',
    );
    await writeFile(
      join(folder.path, 'dev', 'start.ts'),
      "const stay = setInterval(() => {}, 1000);\nprocess.once('SIGTERM', () => { clearInterval(stay); console.log('stopping'); process.exit(7); });\nconsole.log('up');",
    );
    await npm(INSTALL);
  });
  afterEach(() => folder.remove());

  it('installs what is missing, once, and passes arguments and exit status on; stdout is the program’s alone', async () => {
    const first = await run('smile', '3', '--json', 'a b').ended;
    expect(first.stderr).to.include('npm: ci');
    expect(first).to.include({ status: 3, stdout: '["3","--json","a b"]\n' });
    expect(await run('smile', '0').ended).to.deep.equal({ status: 0, stdout: '["0"]\n', stderr: '' });
  });

  it('installs again when the locked version is another, or a package is gone', async () => {
    await run('smile').ended;
    await writeFile(join(folder.path, 'package-lock.json'), lock('2.0.0'));
    expect((await run('smile').ended).stderr).to.include('npm: ci');
    expect((await run('smile').ended).stderr).to.equal('');
    await rm(join(folder.path, 'node_modules', '.bin', 'node'));
    expect((await run('smile').ended).stderr).to.include('npm: ci');
  });

  it('passes a signal on and waits for the end', async () => {
    const { child, written, ended } = run('start');
    await until('up', () => written.stdout.includes('up'));
    child.kill('SIGTERM');
    expect(await ended).to.include({ status: 7, stdout: 'up\nstopping\n' });
  });

  describe('under npm', function () {
    this.timeout(60_000);
    const alive = async (): Promise<string[]> => runningWith(folder.path);

    /** The scripts of the project, by the real npm; the program says which signals it gets. */
    async function runNpm() {
      await run('smile').ended;
      const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: object };
      await writeFile(join(folder.path, 'package.json'), JSON.stringify({ type: 'module', scripts }));
      await writeFile(
        join(folder.path, 'dev', 'start.ts'),
        `const stay = setInterval(() => {}, 1000);
        const end = (how: string) => { console.log(how); setTimeout(() => process.exit(0), 300); };
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(signal, () => end(signal));
        console.log('up');`,
      );
      // Of its own group, as a terminal's job is.
      const child = spawn('npm', ['run', '-s', 'start'], {
        cwd: folder.path,
        env: { PATH: process.env['PATH'], HOME: folder.path },
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let stdout = '';
      child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part));
      const { pid } = child;
      if (pid === undefined) throw new Error('no npm');
      await until('up', () => stdout.includes('up'), 30_000);
      return { pid, said: () => stdout };
    }

    for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL'] as const)
      it(`ends with it, when it gets ${signal}`, async () => {
        const { pid, said } = await runNpm();
        process.kill(pid, signal);
        await until('nothing left', async () => (await alive()).length === 0, 20_000);
        expect(said()).to.include(signal === 'SIGKILL' ? 'SIGTERM' : signal);
      });

    it('ends on Ctrl-C, which a terminal sends to all of them', async () => {
      const { pid, said } = await runNpm();
      process.kill(-pid, 'SIGINT');
      await until('nothing left', async () => (await alive()).length === 0, 20_000);
      expect(said()).to.match(/^up\n(SIGINT\n)+$/);
    });
  });

  it('says in a sentence that npm is missing, that it failed, that it installed no Node', async () => {
    await npm('exit 1');
    const failed = await run('smile').ended;
    expect(failed).to.include({ status: 1, stdout: '' });
    expect(failed.stderr).to.include('npm ci failed');
    await npm('exit 0');
    expect((await run('smile').ended).stderr).to.include('did not install');
    await rm(join(folder.path, 'bin', 'npm'));
    await symlink('/nonexistent', join(folder.path, 'bin', 'npm'));
    const child = spawn(process.execPath, [join(folder.path, 'dev', 'bootstrap.mjs'), 'smile'], {
      env: { PATH: '/nonexistent' },
    });
    let stderr = '';
    child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
    expect(await new Promise((resolve) => child.once('close', resolve))).to.equal(1);
    expect(stderr).to.include('npm was not found');
  });

  it('refuses an unknown verb and a program that is not there', async () => {
    expect((await run('toString').ended).stderr).to.include('Usage');
    const missing = await run('demo').ended;
    expect(missing.status).to.equal(1);
    expect(missing.stderr).to.include('dev/demo.ts is missing');
  });

  it('is content with what is installed here', async () => {
    const before = await readFile(join(root, 'node_modules', '.package-lock.json'), 'utf8');
    const child = spawn(process.execPath, [join(root, 'dev', 'bootstrap.mjs'), 'test', 'no-such-group'], {
      env: { PATH: '/nonexistent' },
    });
    let stderr = '';
    child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
    expect(await new Promise((resolve) => child.once('close', resolve))).to.equal(1);
    expect(stderr).to.match(/^There is no test "no-such-group"[^\n]*\n$/);
    expect(await readFile(join(root, 'node_modules', '.package-lock.json'), 'utf8')).to.equal(before);
  });
});
