import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';

const START_MS = 30_000;

/** Where `mariadbd` is installed, or null. Debian keeps it where a user's PATH does not look. */
export function mariadbdPath(): string | null {
  return find('mariadbd');
}

/** A MariaDB server on a folder of its own, which may be killed and started again. */
export interface MariaDb {
  /** The administrator's, without a database. */
  readonly url: string;
  /** Of the server; undefined while none runs. */
  pid(): number | undefined;
  /** Starts it, and waits until it answers; once it was killed, or stopped. */
  start(): Promise<void>;
  /** SIGKILL. Waits until it is gone. */
  kill(): Promise<void>;
  /** Stops it and removes its folder, unless somebody wants to look at it. */
  readonly stop: (keep?: boolean) => Promise<void>;
}

interface MariaDbOptions {
  /** A folder that is kept, where another server made databases before. */
  readonly data?: string;
  /** More arguments of the server. */
  readonly options?: readonly string[];
}

/** Starts a MariaDB server of its own on a temporary folder, for tests only: nothing is safe from a power cut. */
export async function startMariaDb({ data, options = [] }: MariaDbOptions = {}): Promise<MariaDb> {
  // A socket's path holds 107 characters at most, so the folder's name is short.
  const server = await installMariaDb(await mkdtemp(join(tmpdir(), 'mdb-')), {
    ...(data === undefined ? {} : { data }),
    options: ['--innodb-flush-log-at-trx-commit=0', ...options],
  });
  try {
    await server.start();
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Makes a server's folder, which is removed by `stop`; the server is not started yet. */
export async function installMariaDb(folder: string, given: MariaDbOptions = {}): Promise<MariaDb> {
  const { data = join(folder, 'data'), options = [] } = given;
  const daemon = find('mariadbd');
  const installer = find('mariadb-install-db');
  if (daemon === null || installer === null) {
    throw new Error('mariadbd is not installed here: apt-get install mariadb-server.');
  }
  const log = join(folder, 'log');
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    if (!existsSync(join(data, 'mysql')))
      await promisify(execFile)(
        installer,
        ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...user],
        // Two that install at once must not share a folder for temporary tables.
        { env: { ...process.env, TMPDIR: folder } },
      );
  } catch (error) {
    await remove();
    throw error;
  }
  const port = await freePort();
  let child: ChildProcess | undefined;
  const killNow = (): void => void child?.kill('SIGKILL');
  process.once('exit', killNow);
  return {
    url: `mysql://root@127.0.0.1:${port}`,
    pid: () => child?.pid,
    async start() {
      const own = spawn(
        daemon,
        [
          '--no-defaults',
          `--datadir=${data}`,
          `--socket=${join(folder, 's')}`,
          `--port=${port}`,
          '--bind-address=127.0.0.1',
          `--log-error=${log}`,
          '--skip-name-resolve',
          '--innodb-buffer-pool-size=64M',
          '--max-connections=400',
          ...options,
          ...user,
        ],
        { stdio: 'ignore' },
      );
      child = own;
      own.once('exit', () => {
        if (child === own) child = undefined;
      });
      await answers(port, own, log);
    },
    async kill() {
      const own = child;
      if (own === undefined) return;
      const exit = new Promise((resolve) => own.once('exit', resolve));
      own.kill('SIGKILL');
      await exit;
    },
    async stop(keep = false) {
      process.removeListener('exit', killNow);
      if (child !== undefined) await ended(child);
      if (!keep) await remove();
    },
  };
}

function find(program: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/usr/bin'];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path)) ?? null;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('No free port.'));
      });
    });
  });
}

async function answers(port: number, child: ChildProcess, log: string): Promise<void> {
  const until = Date.now() + START_MS;
  for (;;) {
    if (child.exitCode !== null || Date.now() > until) {
      throw new Error(`mariadbd did not start:\n${await readFile(log, 'utf8').catch(() => '(no log)')}`);
    }
    try {
      const connection = await createConnection({ host: '127.0.0.1', port, user: 'root' });
      await connection.end();
      return;
    } catch {
      await sleep(50);
    }
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const tooLong = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await exit;
  clearTimeout(tooLong);
}
