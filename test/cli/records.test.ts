import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { lockFolder } from '../../config/folder-lock.ts';
import { connect } from '../../db/connect.ts';
import { execute } from '../../db/sql.ts';
import { smile, type Ran } from './run.ts';

describe('smile records', function () {
  this.timeout(180_000);
  let data: string;
  const run = (...args: string[]): Promise<Ran> => smile(args, { SMILE_DATA: data, TEMPORAL_ADDRESS: '127.0.0.1:1' });
  const tampered = async (sql: string): Promise<void> => {
    const db = await connect(`sqlite:${join(data, 'smile.sqlite')}`);
    await execute(db, sql);
    await db.close();
  };

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'smile-records-'));
    await writeFile(join(data, 'people.csv'), 'firstname,lastname,email\nAna,Silva,ana@up.example\n');
    expect((await run('institution', 'apply', 'institutions/caen')).status).to.equal(0);
    const named = await run(
      ...['nominations', 'import', join(data, 'people.csv'), '--institution', 'caen', '--procedure', 'erasmus-study'],
    );
    expect(named.status, named.stderr).to.equal(0);
  });
  after(() => rm(data, { recursive: true, force: true }));

  it('check says in words what it looked at, and what it could not', async () => {
    expect(await run('records', 'check')).to.deep.equal({
      status: 1,
      stdout:
        '1 file checked: no problems.\nTemporal does not answer: its runs were not looked at. Start it, or correct TEMPORAL_ADDRESS, or check with --without-runs.\n',
      stderr: '',
    });
    expect(await run('records', 'check', '--without-runs')).to.deep.equal({
      status: 0,
      stdout: '1 file checked: no problems.\nRuns in Temporal were not looked at.\n',
      stderr: '',
    });
  });

  it('check ends with 1 when something is wrong, rebuild mends it', async () => {
    await tampered("UPDATE heads SET status = 'open'");
    const checked = await run('records', 'check', '--json');
    expect(checked.status).to.equal(1);
    expect(JSON.parse(checked.stdout)).to.deep.include({ ok: false, checked: 1, erased: 0, runs: 'unreachable' });
    const { problems } = JSON.parse(checked.stdout) as { problems: { reference: string; code: string }[] };
    expect(problems).to.have.length(1);
    expect(problems[0]).to.include({ code: 'head-column-wrong', table: 'heads' });
    expect(problems[0]).to.have.all.keys('reference', 'code', 'table', 'message', 'hint');
    const reference = problems[0]?.reference ?? '';
    const inWords = await run('records', 'check', reference);
    expect(inWords.stdout).to.match(
      /^CAEN-\d{4}-000001: Not as its events left it: status\. .* \[head-column-wrong\]\n/,
    );
    const rebuilt = await run('records', 'rebuild', '--institution', 'caen');
    expect(rebuilt).to.include({ status: 0, stderr: '' });
    expect(rebuilt.stdout).to.include('1 file looked at, 1 made again: 1 problem mended, 0 left.');
    expect((await run('records', 'check', '--without-runs', '--institution', 'caen')).status).to.equal(0);
  });

  it('names a reference and an institution that there are not', async () => {
    const unknown = await run('records', 'check', 'CAEN-1999-000001');
    expect(unknown.status).to.equal(1);
    expect(unknown.stdout).to.include('[head-missing]');
    expect((await run('records', 'rebuild', '--institution', 'nowhere')).stderr).to.include('There is no institution');
  });

  it('resume wants Temporal', async () => {
    const resumed = await run('records', 'resume', '--json');
    expect(resumed.status).to.equal(1);
    expect(JSON.parse(resumed.stdout)).to.have.nested.property('error.code', 'temporal-unreachable');
    expect(resumed.stderr).to.match(/^Temporal does not answer at 127\.0\.0\.1:1: .*\n$/);
  });

  describe('without TEMPORAL_ADDRESS', () => {
    const resume = async (): Promise<{ code: string; message: string }> => {
      const { stdout } = await smile(['records', 'resume', '--json'], { SMILE_DATA: data });
      return (JSON.parse(stdout) as { error: { code: string; message: string } }).error;
    };
    const runFile = (pid: number): Promise<void> =>
      writeFile(
        join(data, 'run.json'),
        JSON.stringify({ url: 'http://127.0.0.1:1', temporal: '127.0.0.1:2', pids: { supervisor: pid } }),
      );

    it('asks the Temporal of the instance that runs, and of no other', async () => {
      const unlock = lockFolder(data);
      try {
        await runFile(process.pid);
        expect((await resume()).message).to.match(/^Temporal does not answer at 127\.0\.0\.1:2: /);
      } finally {
        unlock();
      }
    });

    it('asks none when SMILE does not run, when it was killed, or is not ready yet', async () => {
      await runFile(process.pid);
      expect(await resume(), 'killed').to.include({ code: 'not-running' });
      const unlock = lockFolder(data);
      try {
        const dead = spawnSync('true').pid;
        await runFile(dead);
        expect(await resume(), 'the file of one that was killed').to.include({ code: 'not-running' });
        await writeFile(join(data, 'run.json'), '{');
        expect(await resume(), 'broken').to.include({ code: 'not-running' });
      } finally {
        unlock();
      }
      await rm(join(data, 'run.json'));
      const { code, message } = await resume();
      expect(code).to.equal('not-running');
      expect(message).to.include(`SMILE does not run on ${data}`);
      const checked = await smile(['records', 'check', '--json'], { SMILE_DATA: data });
      expect(checked.status).to.equal(1);
      expect(JSON.parse(checked.stdout)).to.deep.include({ ok: false, runs: 'not-running', problems: [] });
    });
  });
});
