import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { importData } from '../../dev/demo/data.ts';
import { healthy, type Instance, type Run } from '../../dev/demo/instance.ts';
import { startScript } from '../dev/local.ts';
import { makeDatabase } from '../support/make-database.ts';
import { installMariaDb, type MariaDb } from '../support/mariadb.ts';
import type { DatabaseKind } from '../support/database.ts';
import { openFaults, type Faults } from './points.ts';

/** Everything of SMILE as processes of their own, on a folder of its own, to be killed at will. */
export interface Ground extends Instance {
  readonly kind: DatabaseKind;
  readonly databaseUrl: string;
  readonly temporal: () => Promise<string>;
  /** Ours to kill and to start again; undefined on SQLite. */
  readonly mariadb: MariaDb | undefined;
  readonly faults: Faults;
  /** The process of this name, while there is one. */
  pid(name: string): Promise<number | undefined>;
  /** Waits until the API says that all is well. */
  untilWell(): Promise<void>;
  /** Stops all, and removes the folder unless the test is to leave it for people to look at. */
  remove(keep?: boolean): Promise<void>;
}

export interface GroundOptions {
  /** Where all is kept instead of a temporary folder. */
  readonly folder?: string;
}

interface RunFile extends Run {
  readonly temporal: string;
}

const START_MS = 120_000;
const WELL_MS = 120_000;

/** Starts an instance, with the small catalogue of the demonstration in it. */
export async function startGround(kind: DatabaseKind, options: GroundOptions = {}): Promise<Ground> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'smf-')));
  const data = join(folder, 'data');
  const faultsFolder = join(folder, 'faults');
  await mkdir(faultsFolder, { recursive: true });
  // As in production: a commit that was answered is in the file, and SIGKILL does not take it away.
  const mariadb =
    kind === 'mariadb'
      ? await installMariaDb(join(folder, 'db'), { options: ['--innodb-flush-log-at-trx-commit=1'] })
      : undefined;
  try {
    const databaseUrl =
      mariadb === undefined ? `sqlite:${join(data, 'smile.sqlite')}` : await startedWithDatabase(mariadb);
    const started = startScript('test/faults/start.ts', {
      SMILE_DATA: data,
      PORT: '0',
      DATABASE_URL: databaseUrl,
      FAULTS: faultsFolder,
      LOG_LEVEL: 'warn',
    });
    started.child.stderr?.pipe(createWriteStream(join(folder, 'supervisor.log')));
    const end = (): void => void started.child.kill('SIGTERM');
    process.once('exit', end);
    const run = async (): Promise<RunFile> => {
      // What our own supervisor wrote.
      return JSON.parse(await readFile(join(data, 'run.json'), 'utf8')) as RunFile;
    };
    const remove = async (keep = false): Promise<void> => {
      process.removeListener('exit', end);
      end();
      await started.ended;
      await mariadb?.stop(keep);
      if (!keep) await rm(folder, { recursive: true, force: true });
    };
    const until = Date.now() + START_MS;
    while (!started.written.stdout.includes('\n')) {
      if (started.child.exitCode !== null || Date.now() > until) {
        await remove(true);
        throw new Error(`The instance in ${folder} did not start: ${started.written.stderr}`);
      }
      await sleep(50);
    }
    const { url } = await run();
    await importData(smallCatalogue(), data, undefined, { ...process.env, DATABASE_URL: databaseUrl });
    return {
      kind,
      url,
      data,
      own: false,
      databaseUrl,
      mariadb,
      faults: openFaults(faultsFolder),
      run,
      temporal: async () => (await run()).temporal,
      pid: async (name) => (name === 'mariadb' ? mariadb?.pid() : (await run()).pids[name]),
      untilWell: () => untilWell(url),
      stop: () => remove(),
      remove,
    };
  } catch (error) {
    await mariadb?.stop();
    throw error;
  }
}

async function startedWithDatabase(mariadb: MariaDb): Promise<string> {
  await mariadb.start();
  return makeDatabase(mariadb.url, `smile_${randomBytes(4).toString('hex')}`);
}

function smallCatalogue(): Parameters<typeof importData>[0] {
  const file = (name: string): string => join(import.meta.dirname, '../../dev/demo/catalogue', `${name}.csv`);
  return {
    what: 'the small catalogue of the demonstration',
    faculties: file('faculties'),
    programmes: file('programmes'),
    courses: file('courses'),
    partners: file('partners'),
  };
}

async function untilWell(url: string): Promise<void> {
  const until = Date.now() + WELL_MS;
  while (!(await allAnswer(url))) {
    if (Date.now() > until) throw new Error('The API does not say that all is well, two minutes after the last fault.');
    await sleep(200);
  }
}

async function allAnswer(url: string): Promise<boolean> {
  if (!(await healthy(url))) return false;
  return fetch(new URL('/api/health', url)).then(
    async (response) => ((await response.json()) as { ok: boolean }).ok,
    () => false,
  );
}
