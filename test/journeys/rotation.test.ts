import { spawn } from 'node:child_process';
import { expect } from 'chai';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, inTransaction, type Db } from '../../db/connect.ts';
import { randomKey } from '../../db/crypto.ts';
import { makeKeys } from '../../db/keys.ts';
import { loadMasterKeys } from '../../db/master-key.ts';
import { execute, select } from '../../db/sql.ts';
import { acting } from '../../dev/demo/acting.ts';
import { openBrowser, type Browser } from '../../dev/demo/browser.ts';
import { signIn } from '../../dev/demo/cast.ts';
import type { Instance, Run } from '../../dev/demo/instance.ts';
import { linkSentTo, mails } from '../../dev/demo/mails.ts';
import { smile } from '../cli/run.ts';
import { root, startScript, temporaryFolder, until, type Started } from '../dev/local.ts';
import { nominate } from './erasure/drive.ts';

/** Enough that a rotation is under way when it is killed. */
const MANY = 3_000;

describe('a new master key on a running instance', function () {
  this.timeout(300_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let started: Started;
  let instance: Instance;
  let officer: Browser;
  const data = (): string => join(folder.path, 'data');
  const keyFile = (): string => join(data(), 'keys', 'master.key');
  const home = { name: 'UNIVERSIDADE DO PORTO', country: 'PT', coordinatorEmail: 'rui@up.example' };
  const somebody = (name: string): Record<string, unknown> => ({
    given: name,
    family: 'Rotated',
    email: `${name}@up.example`,
    home,
  });
  const onDatabase = async <T>(work: (db: Db) => Promise<T>): Promise<T> => {
    const db = await connect(`sqlite:${join(data(), 'smile.sqlite')}`);
    try {
      return await work(db);
    } finally {
      await db.close();
    }
  };
  const byMaster = (): Promise<Record<string, number>> =>
    onDatabase(async (db) =>
      Object.fromEntries(
        (
          await select<{ id: string; n: number }>(
            db,
            'SELECT master_key_id AS id, COUNT(*) AS n FROM data_keys GROUP BY master_key_id',
          )
        ).map(({ id, n }) => [id, n]),
      ),
    );

  before(async () => {
    folder = await temporaryFolder();
    started = startScript('dev/bootstrap.mjs', { SMILE_DATA: data(), PORT: '0' }, ['start']);
    await until('the address', () => started.written.stdout.includes('\n'), 120_000);
    const run = async (): Promise<Run> => JSON.parse(await readFile(join(data(), 'run.json'), 'utf8')) as Run;
    instance = { url: (await run()).url, data: data(), own: true, run, stop: () => Promise.resolve() };
    officer = await signIn(instance, 'ines', 'Inès');
    await onDatabase(async (db) => {
      const keys = makeKeys(await loadMasterKeys({ masterKeys: [], masterKeyFile: keyFile(), dev: false }));
      for (let from = 0; from < MANY; from += 500)
        await inTransaction(db, async (tx) => {
          for (let n = from; n < from + 500; n += 1) await keys.dataKey(tx, `FILL-2026-${String(n).padStart(6, '0')}`);
        });
    });
  });
  after(async () => {
    started.child.kill('SIGINT');
    await started.ended;
    await folder.remove();
  });

  it('comes while people work, is killed midway, and goes on; every act is done', async () => {
    const run = acting(await nominate(officer, somebody('ada')));
    await run.view(officer);
    const state = { going: true, acts: 0, nominated: 0 };
    const working = (async () => {
      while (state.going) {
        const start = new Date(Date.now() + (state.acts % 300) * 86_400_000).toISOString().slice(0, 10);
        await run.act(officer, { type: 'change-stay', start, end: '2099-06-30', reason: 'moved' });
        state.acts += 1;
        if (state.acts % 3 === 0) {
          await nominate(officer, somebody(`n${String((state.nominated += 1))}`));
        }
      }
    })();
    await until('people at work', () => state.acts > 3, 30_000);
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(root, 'cli', 'main.ts'), 'keys', 'rotate'],
      { env: { PATH: process.env['PATH'], SMILE_DATA: data() }, stdio: 'ignore' },
    );
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await until('half of the keys', async () => Object.keys(await byMaster()).length === 2, 60_000);
    child.kill('SIGKILL');
    await ended;
    const halfway = await byMaster();
    expect(Object.values(halfway).filter((n) => n > 0)).to.have.length(2);
    expect((await readFile(keyFile(), 'utf8')).trim().split('\n')).to.have.length(2);
    await until(
      'people at work halfway',
      (
        (n) => () =>
          state.acts > n + 3
      )(state.acts),
      60_000,
    );
    const done = await smile(['keys', 'rotate', '--json'], { SMILE_DATA: data() });
    expect(done.status, done.stderr).to.equal(0);
    await until(
      'people at work afterwards',
      (
        (n) => () =>
          state.acts > n + 6
      )(state.acts),
      60_000,
    );
    state.going = false;
    await working;
    expect(state.nominated).to.be.greaterThan(1);
    const { newest, older, retired, dropped, unreadable } = JSON.parse(done.stdout) as {
      newest: string;
      older: string[];
      retired: string[];
      dropped: boolean;
      unreadable: string[];
    };
    expect({ dropped, unreadable }).to.deep.equal({ dropped: true, unreadable: [] });
    expect(retired).to.deep.equal(older.map((id) => join(data(), 'keys', `retired-${id}.key`)));
    expect(Object.keys(await byMaster())).to.deep.equal([newest]);
    expect((await readFile(keyFile(), 'utf8')).trim().split('\n')).to.have.length(1);
  });

  it('leaves links right that were mailed before, and those of mails that are sent again', async () => {
    for (const name of ['before', 'again']) await nominate(officer, somebody(name));
    const tokens = [await linkSentTo(instance, 'before@up.example'), await linkSentTo(instance, 'again@up.example')];
    expect((await smile(['keys', 'rotate'], { SMILE_DATA: data() })).status).to.equal(0);
    const opened = async (token: string): Promise<string> => {
      const { body } = await openBrowser(instance.url, 'somebody').post<{ kind: string }>(
        '/api/links',
        { token },
        { Origin: instance.url },
      );
      return body.kind;
    };
    expect(await opened(tokens[0] ?? '')).to.equal('person');
    const before = (await mails(instance)).length;
    // As after a crash between sending and marking.
    await onDatabase((db) =>
      execute(
        db,
        `UPDATE outbox SET status = 'pending', sent_at = NULL WHERE channel = 'mail' AND status = 'sent' AND id IN
           (SELECT effect FROM links WHERE email = 'again@up.example')`,
      ),
    );
    await until('the mail again', async () => (await mails(instance)).length > before, 30_000);
    await sleep(500);
    expect(await linkSentTo(instance, 'again@up.example')).to.equal(tokens[1]);
    expect(await opened(tokens[1] ?? '')).to.equal('person');
  });

  it('is refused at the start of every process when it is wrong, in one sentence', async () => {
    const right = await readFile(keyFile(), 'utf8');
    await writeFile(keyFile(), `${randomKey().bytes.toString('base64')}\n`);
    try {
      const { temporal } = (await instance.run()) as Run & { temporal: string };
      const env = { SMILE_DATA: data(), TEMPORAL_ADDRESS: temporal, PORT: '0', SMILE_DEV: '1' };
      const nominations = join(folder.path, 'people.csv');
      await writeFile(nominations, 'firstname,lastname,email\nA,B,a@b.example\n');
      const command = ['nominations', 'import', nominations, '--institution', 'caen', '--procedure', 'erasmus-study'];
      for (const [script, args] of [
        ['api/main.ts', []],
        ['activities/main.ts', []],
        ['dev/prepare.ts', []],
        ['cli/main.ts', command],
        ['cli/main.ts', ['keys', 'rotate']],
        ['cli/main.ts', ['erase', 'CAEN-2026-000001', '--reason', 'x', '--yes']],
      ] as const) {
        const process = startScript(script, env, args);
        const status = await Promise.race([process.ended, sleep(40_000, 'still runs', { ref: false })]);
        expect(status, script).to.equal(1);
        expect(process.written.stderr, script).to.match(/^The master key in .* is not the one of this database.*\n$/);
      }
    } finally {
      await writeFile(keyFile(), right);
    }
  });
});
