import { join } from 'node:path';
import { makeDatabase, tellMariaDb } from '../../support/make-database.ts';
import { prepareMariaDb } from '../../support/mariadb-program.ts';
import { makePart, type Part } from './part.ts';

/** A MariaDB server of a test's own, with an empty database: it may be killed and starts again on the same files. */
export async function mariadbPart(folder: string): Promise<{ part: Part; url: string }> {
  const { command, args, url, log } = await prepareMariaDb(folder, {
    data: join(folder, 'mariadb'),
    options: ['--innodb-flush-log-at-trx-commit=2'],
  });
  const isHealthy = (): Promise<boolean> => tellMariaDb(url, 'SELECT 1').then(() => true);
  const part = makePart({ name: 'mariadb', command, args, env: process.env, isHealthy }, log);
  await part.start();
  return { part, url: await makeDatabase(url, 'smile') };
}
