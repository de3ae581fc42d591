import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { connect } from '../../db/connect.ts';
import { select } from '../../db/sql.ts';
import { smile, type Ran } from './run.ts';

const REASON = ['--reason', 'request 81'];

describe('smile erase', function () {
  this.timeout(120_000);
  let data = '';
  let reference = '';
  let killed = '';
  const list = (): string => join(data, 'people.csv');
  const nominations = (): string[] => [
    ...['nominations', 'import', list(), '--institution', 'caen', '--procedure', 'erasmus-study'],
    ...['--start', '2099-09-01', '--end', '2100-06-30'],
  ];
  // Nothing listens there.
  const run = (...args: string[]): Promise<Ran> => smile(args, { SMILE_DATA: data, TEMPORAL_ADDRESS: '127.0.0.1:1' });
  const log = (): Promise<string> => readFile(join(data, 'keys', 'erased.jsonl'), 'utf8').catch(() => '');
  const people = async (): Promise<unknown[]> => {
    const db = await connect(`sqlite:${join(data, 'smile.sqlite')}`);
    try {
      return await select(db, "SELECT id FROM people WHERE kind = 'student'");
    } finally {
      await db.close();
    }
  };

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'smile-erase-cli-'));
    await run('institution', 'apply', 'institutions/caen');
    await writeFile(list(), 'firstname,lastname,email\nZoe,Erased,zoe@up.example\nMia,Killed,mia@up.example\n');
    const added = await run(...nominations(), '--json');
    const { lines } = JSON.parse(added.stdout) as { lines: { reference: string }[] };
    [reference = '', killed = ''] = lines.map((line) => line.reference);
    expect(reference).to.match(/^CAEN-/);
  });
  after(() => rm(data, { recursive: true, force: true }));

  it('erases nothing without a reason, without --yes where nobody can be asked, or when there is no such file', async () => {
    for (const [args, code] of [
      [[reference, '--yes'], 'usage'],
      [[reference, '--reason', ' ', '--yes'], 'usage'],
      [[reference, ...REASON], 'not-confirmed'],
      [['CAEN-1999-000001', ...REASON, '--yes'], 'not-found'],
    ] as const) {
      const { status, stdout } = await run('erase', ...args, '--json');
      expect(status, code).to.equal(1);
      expect(JSON.parse(stdout)).to.have.nested.property('error.code', code);
    }
    expect((await run('erase', reference, ...REASON)).stderr).to.equal(
      `Nothing was erased. Add --yes to erase ${reference} for ever.\n`,
    );
    expect(await log()).to.equal('');
    expect(await people()).to.have.length(2);
  });

  it('erases, says what is left to the worker while Temporal does not answer, and what is out of reach', async () => {
    const { status, stdout, stderr } = await run('erase', reference, ...REASON, '--yes', '--json');
    expect(status, stderr).to.equal(0);
    const { outOfReach, ...done } = JSON.parse(stdout) as Record<string, unknown>;
    expect(done).to.deep.equal({
      reference,
      status: 'erased',
      wasOpen: false,
      person: 'removed',
      files: 'removed',
      runs: 'unreachable',
    });
    expect(outOfReach).to.be.a('string');
    expect(await people()).to.have.length(1);
    expect(await log()).to.match(new RegExp(`^{"reference":"${reference}".*"reason":"request 81".*}\\n$`));
  });

  it('says in words that it was erased before, and writes no second line', async () => {
    const { status, stdout } = await run('erase', reference, ...REASON, '--yes');
    expect(status).to.equal(0);
    expect(stdout).to.contain('was erased before').and.contain('does not answer').and.contain('out of reach');
    expect((await log()).trim().split('\n')).to.have.length(1);
  });

  it('says that SMILE does not run, where its own Temporal is meant, and asks no other', async () => {
    const { status, stdout } = await smile(['erase', reference, ...REASON, '--yes', '--json'], { SMILE_DATA: data });
    expect(status).to.equal(0);
    expect(JSON.parse(stdout)).to.include({ status: 'already', runs: 'not-running' });
  });

  it('is finished by the next command when it is killed as soon as its tombstone is written', async () => {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'cli/main.ts', 'erase', killed, ...REASON, '--yes'],
      {
        cwd: join(import.meta.dirname, '..', '..'),
        env: { PATH: process.env['PATH'], SMILE_DATA: data, TEMPORAL_ADDRESS: '127.0.0.1:1' },
        stdio: 'ignore',
      },
    );
    const ended = new Promise((resolve) =>
      child.once('exit', (_, signal) => {
        resolve(signal);
      }),
    );
    const until = Date.now() + 60_000;
    while (!readFileSync(join(data, 'keys', 'erased.jsonl'), 'utf8').includes(killed) && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 1));
    child.kill('SIGKILL');
    expect(await ended).to.equal('SIGKILL');
    await run(...nominations(), '--dry-run');
    expect(await people()).to.deep.equal([]);
    expect(JSON.parse((await run('erase', killed, ...REASON, '--yes', '--json')).stdout)).to.include({
      status: 'already',
    });
  });
});
