import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../dev/ports.ts';

/** Where `mariadbd` is installed, or null. Debian keeps it where a user's PATH does not look. */
export function mariadbdPath(): string | null {
  return find('mariadbd');
}

export interface MariaDbOptions {
  /** A folder that is kept, where another server made databases before. */
  readonly data?: string;
  /** More arguments of the server. */
  readonly options?: readonly string[];
}

/** How a server of a test's own is run, again and again on the same files. */
export interface MariaDbProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly port: number;
  /** The administrator's, without a database. */
  readonly url: string;
  /** The file that it writes to. */
  readonly log: string;
}

/** Makes what a server needs in a folder. Its path must be short: with the socket's name 107 characters at most. */
export async function prepareMariaDb(folder: string, given: MariaDbOptions = {}): Promise<MariaDbProgram> {
  const { data = join(folder, 'data'), options = [] } = given;
  const command = find('mariadbd');
  const installer = find('mariadb-install-db');
  if (command === null || installer === null) {
    throw new Error('mariadbd is not installed here: apt-get install mariadb-server.');
  }
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  if (!existsSync(join(data, 'mysql')))
    await promisify(execFile)(
      installer,
      ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...user],
      // Two that install at once must not share a folder for temporary tables.
      { env: { ...process.env, TMPDIR: folder } },
    );
  const port = await freePort();
  const log = join(folder, 'log');
  const args = [
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
  ];
  return { command, args, port, url: `mysql://root@127.0.0.1:${port}`, log };
}

function find(program: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/usr/bin'];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path)) ?? null;
}
