import { createHash } from 'node:crypto';
import { executeAll } from '../../db/sql.ts';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, inTransaction, type Db } from '../../db/connect.ts';
import { migrate } from '../../db/migrate.ts';
import { project } from '../../db/records/project.ts';
import { cacheFolder } from '../../dev/binaries/cache.ts';
import { makeDatabase } from '../../test/support/make-database.ts';
import { startMariaDb } from '../../test/support/mariadb.ts';
import type { Bench } from '../system/bench.ts';
import { applyBenchInstitution } from '../system/institution.ts';
import { DURABLE } from '../system/servers.ts';
import { describeSamples, multiply } from './multiply.ts';
import { sampleMobilities } from './samples.ts';

/** How many files there are in each of the two databases. */
export const SIZES = { small: 10_000, large: 1_000_000 } as const;
export type Size = keyof typeof SIZES;
const sizes: readonly Size[] = ['small', 'large'];

/** The same tables on one server, once with ten thousand files and once with a million. */
export interface GrowthData {
  readonly url: Readonly<Record<Size, string>>;
  readonly db: Readonly<Record<Size, Db>>;
}

/** For loading only: what a power cut would take can be made again. */
const LOADING = ['--innodb-flush-log-at-trx-commit=0', '--innodb-buffer-pool-size=1G', '--innodb-log-file-size=512M'];

let opened: Promise<GrowthData> | undefined;

/** Opens the databases; they are made where there are none of today's form, and kept for the next run. */
export const growthData = (bench: Bench): Promise<GrowthData> => (opened ??= open(bench));

async function open(bench: Bench): Promise<GrowthData> {
  const cache = join(await cacheFolder(process.env), 'bench');
  const data = join(cache, `growth-${await sourceHash()}`);
  if (!existsSync(data)) await make(bench, cache, data);
  const server = await startMariaDb({ data, options: DURABLE });
  bench.guard([server.pid() ?? 0]);
  bench.onStop(server.stop);
  const urlOf = (size: Size): string => new URL(`/${size}`, server.url).href;
  const url = { small: urlOf('small'), large: urlOf('large') };
  const db = { small: await connect(url.small), large: await connect(url.large) };
  bench.onStop(async () => {
    for (const size of sizes) await db[size].close();
  });
  return { url, db };
}

async function make(bench: Bench, cache: string, data: string): Promise<void> {
  const began = performance.now();
  bench.say(`Making ${String(SIZES.small)} and ${String(SIZES.large)} files (kept in ${cache}) …`);
  await mkdir(cache, { recursive: true });
  for (const old of await readdir(cache)) await rm(join(cache, old), { recursive: true, force: true });
  const draft = `${data}.${String(process.pid)}`;
  const server = await startMariaDb({ data: draft, options: LOADING });
  bench.guard([server.pid() ?? 0]);
  try {
    const seed = await connect(await makeDatabase(server.url, 'seed'));
    await migrate(seed);
    for (const state of sampleMobilities()) await inTransaction(seed, (tx) => executeAll(tx, project(tx, null, state)));
    await describeSamples(seed);
    await seed.close();
    for (const size of sizes) {
      const db = await connect(await makeDatabase(server.url, size));
      await migrate(db);
      await applyBenchInstitution(db, await bench.folder());
      await multiply(db, 'seed', SIZES[size]);
      await db.close();
    }
  } finally {
    await server.stop();
  }
  await rename(draft, data);
  bench.say(`  made in ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

/** A hash of all that the data is made of. */
async function sourceHash(): Promise<string> {
  const root = join(import.meta.dirname, '..', '..');
  const hash = createHash('sha256');
  const own = ['samples', 'multiply', 'data'].map((name) => `bench/growth/${name}.ts`);
  const files = [...own, 'db/records/project.ts'];
  for (const folder of ['db/migrations', 'domain', 'institutions']) {
    const found = await readdir(join(root, folder), { recursive: true });
    files.push(...found.filter((f) => /[.](ts|yaml)$/.test(f)).map((f) => join(folder, f)));
  }
  for (const file of files.sort()) hash.update(file).update(await readFile(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}
