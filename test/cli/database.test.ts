import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { migrations } from '../../db/migrations/index.ts';
import { smile } from './run.ts';

describe('smile database migrate', function () {
  this.timeout(30_000);
  let data = '';
  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'smile-migrate-'));
  });
  after(() => rm(data, { recursive: true, force: true }));

  it('makes the database, says what it did, and has nothing to do the next time', async () => {
    const first = await smile(['database', 'migrate', '--json'], { SMILE_DATA: data });
    expect(first.status).to.equal(0);
    expect(JSON.parse(first.stdout)).to.deep.equal({ migrated: migrations.map(({ name }) => name) });
    expect(await smile(['database', 'migrate'], { SMILE_DATA: data })).to.deep.equal({
      status: 0,
      stdout: 'The database has the form of this version already.\n',
      stderr: '',
    });
  });
});

describe('smile --version', () => {
  it('prints the version of SMILE', async function () {
    this.timeout(30_000);
    const printed = await smile(['--version']);
    expect(printed).to.include({ status: 0, stderr: '' });
    expect(printed.stdout).to.match(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('smile into a pipe that nobody reads', () => {
  it('ends as if it were read, and says nothing of it', async function () {
    this.timeout(30_000);
    const main = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');
    for (const args of [['--help'], ['procedure', 'check', 'institutions/caen/procedures/erasmus-study.yaml']]) {
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
        cwd: join(import.meta.dirname, '..', '..'),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stdout.destroy();
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      const status = await new Promise((done) => child.once('close', done));
      expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
    }
  });
});
