import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../../config/settings.ts';
import { connect, type Db } from '../../../db/connect.ts';
import { makeKeys, type Keys } from '../../../db/keys.ts';
import { loadMasterKeys } from '../../../db/master-key.ts';
import { childEnvironment } from '../../../dev/environment.ts';
import { freePort, type Ports } from '../../../dev/ports.ts';
import { runOnce } from '../../../dev/process/once.ts';
import { ENTRIES, neighbours, nodeArguments, ourPrograms, temporalProgram } from '../../../dev/programs.ts';
import { findTemporal } from '../../../dev/temporal.ts';
import { machine } from '../../dev/local.ts';
import { mariadbPart } from './mariadb.ts';
import { makePart, type Part } from './part.ts';

export type PartName = 'api' | 'worker' | 'temporal' | 'mail' | 'oidc' | 'database';

/** All of SMILE as processes, each of which a test may stop. */
export interface Installation {
  readonly url: string;
  /** Where the mails that were sent can be read. */
  readonly mails: string;
  readonly data: string;
  readonly db: Db;
  readonly keys: Keys;
  part(name: PartName): Part;
  stop(): Promise<void>;
}

export interface Wanted {
  readonly database: 'mariadb' | 'sqlite';
  /** Started with it; the API is always. */
  readonly parts: readonly Exclude<PartName, 'api' | 'database'>[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts what is wanted, on free ports and a folder of its own. */
export async function install({ database, parts, env = {} }: Wanted): Promise<Installation> {
  // A socket's path holds 107 characters at most, so the folder's name is short.
  const folder = await mkdtemp(join(tmpdir(), 'down-'));
  const data = join(folder, 'data');
  const all = new Map<PartName, Part>();
  const logs = join(folder, 'logs');
  let db: Db | undefined;
  const stop = async (): Promise<void> => {
    await db?.close();
    for (const names of [
      ['api', 'worker'],
      ['temporal', 'mail', 'oidc', 'database'],
    ] as const)
      await Promise.all(names.map(async (name) => all.get(name)?.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const ports = await freePorts();
    const maria = database === 'mariadb' ? await mariadbPart(folder) : undefined;
    if (maria !== undefined) all.set('database', maria.part);
    const base = {
      ...machine(),
      SMILE_DATA: data,
      LOG_LEVEL: 'warn',
      ...(maria === undefined ? {} : { DATABASE_URL: maria.url }),
    };
    const settings = readSettings({ ...base, SMILE_DEV: '1' });
    const url = `http://127.0.0.1:${ports.api}`;
    const mails = `http://127.0.0.1:${ports.mail}`;
    const oidc = { issuer: `http://127.0.0.1:${ports.oidc}`, clientSecret: 'a-secret-for-tests-only' };
    const embedded = { ports, url, temporal: `127.0.0.1:${ports.temporal}`, oidc, mails };
    const childEnv = { ...childEnvironment(base, settings, embedded), ...env };
    const source = await findTemporal(process.env, () => undefined);
    if (source.kind === 'address')
      throw new Error('These tests need a Temporal server of their own: unset TEMPORAL_ADDRESS.');
    for (const program of [
      temporalProgram(source.path, childEnv, folder, ports.temporal),
      ...neighbours(ENTRIES, childEnv, embedded),
      ...ourPrograms(ENTRIES, childEnv, settings, ports.api),
    ])
      all.set(program.name as PartName, makePart(program, join(logs, `${program.name}.log`)));
    const part = (name: PartName): Part => {
      const found = all.get(name);
      if (found === undefined) throw new Error(`There is no ${name} here.`);
      return found;
    };
    await runOnce({
      name: 'prepare',
      command: process.execPath,
      args: nodeArguments(ENTRIES.prepare),
      env: childEnv,
      logFile: join(logs, 'prepare.log'),
      signal: AbortSignal.timeout(120_000),
    });
    const around = parts.filter((name) => name !== 'worker');
    await Promise.all(around.map((name) => part(name).start()));
    if (parts.includes('worker')) part('worker').launch();
    await part('api').start();
    db = await connect(settings.databaseUrl);
    const keys = makeKeys(await loadMasterKeys(settings));
    return { url, mails, data, db, keys, part, stop };
  } catch (error) {
    for (const [name, one] of all) process.stderr.write(`--- ${name}\n${one.log()}\n`);
    await stop();
    throw error;
  }
}

async function freePorts(): Promise<Ports> {
  const taken = new Set<number>();
  while (taken.size < 5) taken.add(await freePort());
  const [api = 0, temporal = 0, oidc = 0, mail = 0, smtp = 0] = taken;
  return { api, temporal, oidc, mail, smtp };
}
