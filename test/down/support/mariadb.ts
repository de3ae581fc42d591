import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { freePort } from '../../../dev/ports.ts';
import { mariadbdPath } from '../../support/mariadb.ts';
import { makePart, type Part } from './part.ts';

/** A MariaDB server of a test's own, with an empty database: it may be killed and starts again on the same files. */
export async function mariadbPart(folder: string): Promise<{ part: Part; url: string }> {
  const daemon = mariadbdPath();
  if (daemon === null) throw new Error('mariadbd is not installed here: apt-get install mariadb-server.');
  const data = join(folder, 'mariadb');
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  const install = ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'];
  // Two that install at once must not share a folder for temporary tables.
  await promisify(execFile)('mariadb-install-db', [...install, ...user], { env: { ...process.env, TMPDIR: folder } });
  const port = await freePort();
  const part = makePart(
    {
      name: 'mariadb',
      command: daemon,
      args: [
        '--no-defaults',
        `--datadir=${data}`,
        `--socket=${join(folder, 's')}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        '--skip-name-resolve',
        '--innodb-flush-log-at-trx-commit=2',
        '--innodb-buffer-pool-size=64M',
        ...user,
      ],
      env: process.env,
      isHealthy: () => said(port, 'SELECT 1'),
    },
    join(folder, 'logs', 'mariadb.log'),
  );
  await part.start();
  await said(port, 'CREATE DATABASE smile CHARACTER SET utf8mb4 COLLATE utf8mb4_bin');
  return { part, url: `mysql://root@127.0.0.1:${port}/smile` };
}

async function said(port: number, sql: string): Promise<boolean> {
  const connection = await createConnection({ host: '127.0.0.1', port, user: 'root', connectTimeout: 2_000 });
  try {
    await connection.query(sql);
    return true;
  } finally {
    await connection.end();
  }
}
