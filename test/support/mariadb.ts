import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { prepareMariaDb, type MariaDbOptions } from './mariadb-program.ts';

const START_MS = 30_000;

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
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const { command, args, port, url, log } = await prepareMariaDb(folder, given).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  let child: ChildProcess | undefined;
  const killNow = (): void => void child?.kill('SIGKILL');
  process.once('exit', killNow);
  return {
    url,
    pid: () => child?.pid,
    async start() {
      const own = spawn(command, [...args], { stdio: 'ignore' });
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
