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

/**
 * Starts a MariaDB server of its own on a temporary folder, for tests only: nothing is safe from a power cut.
 * @returns the administrator's URL (without a database), and what stops the server and removes its folder
 */
export async function startMariaDb(): Promise<{ url: string; stop: () => Promise<void> }> {
  const daemon = find('mariadbd');
  const installer = find('mariadb-install-db');
  if (daemon === null || installer === null) {
    throw new Error('mariadbd is not installed here: apt-get install mariadb-server.');
  }
  // A socket's path holds 107 characters at most, so the folder's name is short.
  const folder = await mkdtemp(join(tmpdir(), 'mdb-'));
  const data = join(folder, 'data');
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  try {
    await promisify(execFile)(
      installer,
      ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...user],
      // Two that install at once must not share a folder for temporary tables.
      { env: { ...process.env, TMPDIR: folder } },
    );
    const port = await freePort();
    const child = spawn(
      daemon,
      [
        '--no-defaults',
        `--datadir=${data}`,
        `--socket=${join(folder, 's')}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        `--log-error=${join(folder, 'log')}`,
        '--skip-name-resolve',
        '--innodb-flush-log-at-trx-commit=0',
        '--innodb-buffer-pool-size=64M',
        '--max-connections=400',
        ...user,
      ],
      { stdio: 'ignore' },
    );
    const killNow = (): void => {
      child.kill('SIGKILL');
    };
    process.once('exit', killNow);
    const stop = async (): Promise<void> => {
      process.removeListener('exit', killNow);
      await ended(child);
      await rm(folder, { recursive: true, force: true });
    };
    try {
      await answers(port, child, join(folder, 'log'));
    } catch (error) {
      await stop();
      throw error;
    }
    return { url: `mysql://root@127.0.0.1:${port}`, stop };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
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
