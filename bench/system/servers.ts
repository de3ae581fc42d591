import { join } from 'node:path';
import { freePort } from '../../dev/ports.ts';
import { listens } from '../../dev/process/health.ts';
import { findTemporal, temporalArguments } from '../../dev/temporal.ts';
import { startMariaDb } from '../../test/support/mariadb.ts';
import type { Bench } from './bench.ts';
import { startChild } from './child.ts';

/** Each commit is on the disk before it is acknowledged, as MariaDB does by itself: for ours and for the floor. */
export const DURABLE = ['--innodb-flush-log-at-trx-commit=1', '--innodb-buffer-pool-size=256M'];

export interface Servers {
  /** An administrator's URL of MariaDB. */
  readonly mariadb: string;
  /** host:port */
  readonly temporal: string;
  readonly pids: Readonly<Record<'mariadb' | 'temporal', number>>;
}

/** A MariaDB and a Temporal development server of the bench's own; both keep on the disk what they were told. */
export async function startServers(bench: Bench): Promise<Servers> {
  const folder = await bench.folder();
  const mariadb = await startMariaDb({ options: DURABLE });
  bench.onStop(mariadb.stop);
  const source = await findTemporal(process.env, bench.say);
  if (source.kind === 'address')
    return { mariadb: mariadb.url, temporal: source.address, pids: { mariadb: mariadb.pid() ?? 0, temporal: 0 } };
  const port = await freePort();
  const temporal = await startChild({
    name: 'temporal',
    command: source.path,
    args: temporalArguments(port, join(folder, 'temporal.sqlite')),
    env: process.env,
    log: join(folder, 'temporal.log'),
    isReady: () => listens(port),
  });
  bench.onStop(temporal.stop);
  const pids = { mariadb: mariadb.pid() ?? 0, temporal: temporal.pid };
  bench.guard(Object.values(pids));
  return { mariadb: mariadb.url, temporal: `127.0.0.1:${String(port)}`, pids };
}
