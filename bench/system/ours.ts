import { join } from 'node:path';
import { readSettings } from '../../config/settings.ts';
import { connect, type Db } from '../../db/connect.ts';
import { makeKeys, type Keys } from '../../db/keys.ts';
import { loadMasterKeys } from '../../db/master-key.ts';
import { migrate } from '../../db/migrate.ts';
import { freePort } from '../../dev/ports.ts';
import { answers } from '../../dev/process/health.ts';
import { ENTRIES, nodeArguments } from '../../dev/programs.ts';
import type { Bench } from './bench.ts';
import { person, signedIn, type Caller } from './caller.ts';
import { startChild, type Running } from './child.ts';
import { addCourses, applyBenchInstitution } from './institution.ts';
import { catchMails, type Mails } from './mails.ts';
import { makeDatabase } from '../../test/support/make-database.ts';
import type { Servers } from './servers.ts';

/** SMILE as in production: the API and the worker, each a process, on MariaDB. */
export interface Ours {
  readonly url: string;
  readonly db: Db;
  readonly keys: Keys;
  readonly mails: Mails;
  readonly env: NodeJS.ProcessEnv;
  /** By name: `api`, `worker`. */
  readonly pids: () => Readonly<Record<string, number>>;
  /** A demo person of the institution, signed in. */
  as(name: 'ines' | 'claire' | 'sophie'): Promise<Caller>;
  /** A worker in the place of the one that runs, which is stopped before. */
  replaceWorker(start?: (env: NodeJS.ProcessEnv) => Promise<Running>): Promise<Running>;
}

export async function startOurs(bench: Bench, servers: Servers): Promise<Ours> {
  const folder = await bench.folder();
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const mails = await catchMails();
  bench.onStop(mails.stop);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    SMILE_DATA: join(folder, 'data'),
    SMILE_DEV: '1',
    SMILE_URL: url,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: await makeDatabase(servers.mariadb, 'smile'),
    TEMPORAL_ADDRESS: servers.temporal,
    SMTP_URL: `smtp://127.0.0.1:${String(mails.port)}`,
  };
  const settings = readSettings(env);
  const db = await connect(settings.databaseUrl);
  bench.onStop(() => db.close());
  await migrate(db);
  const keys = makeKeys(await loadMasterKeys(settings));
  await applyBenchInstitution(db, folder);
  await addCourses(db);

  const profiled =
    process.env['BENCH_PROFILE'] === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${process.env['BENCH_PROFILE']}`];
  const node = { command: process.execPath, env };
  const ordinary = (): Promise<Running> =>
    startChild({
      ...node,
      name: 'worker',
      args: [...profiled, ...nodeArguments(ENTRIES.worker)],
      log: join(folder, 'worker.log'),
    });
  let worker = await ordinary();
  const api = await startChild({
    ...node,
    name: 'api',
    args: [...profiled, ...nodeArguments(ENTRIES.api)],
    log: join(folder, 'api.log'),
    isReady: () => answers(`${url}/api/health`),
  });
  bench.onStop(async () => {
    await Promise.all([api.stop(), worker.stop()]);
  });
  bench.guard([api.pid, worker.pid]);
  return {
    url,
    db,
    keys,
    mails,
    env,
    pids: () => ({ api: api.pid, worker: worker.pid }),
    as: (name) => signedIn(db, url, person(`caen-${name}`)),
    async replaceWorker(start = ordinary) {
      await worker.stop();
      worker = await start(env);
      bench.guard([worker.pid]);
      return worker;
    },
  };
}
