import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { createConnection } from 'mysql2/promise';
import { nodeArguments } from '../../dev/programs.ts';
import type { Bench } from '../system/bench.ts';
import { startChild, type Running } from '../system/child.ts';
import { makeDatabase } from '../../test/support/make-database.ts';
import type { Servers } from '../system/servers.ts';
import { ACT, FLOOR_QUEUE } from './contract.ts';
import type { bare } from './workflows.ts';

/** One bare workflow. */
export interface BareWorkflow {
  readonly handle: WorkflowHandle<typeof bare>;
  act(): Promise<void>;
}

/** The floor: a worker's process that runs bare workflows, and a client in this one. */
export interface Floor {
  /** The workflows' code. */
  readonly bundle: string;
  readonly client: Client;
  readonly pids: () => Readonly<Record<string, number>>;
  /** So many bare workflows that run. */
  start(count: number): Promise<readonly BareWorkflow[]>;
  replaceWorker(start?: (env: NodeJS.ProcessEnv) => Promise<Running>): Promise<Running>;
}

/** What somebody writes in an act of the kind that is compared: a reason. */
const TEXT = 'The stay ends later: the exam is in the second week of July.';

export async function startFloor(bench: Bench, servers: Servers): Promise<Floor> {
  const folder = await bench.folder();
  const database = await makeDatabase(servers.mariadb, 'floor');
  await makeTable(database);
  const bundlePath = join(folder, 'floor.js');
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(import.meta.dirname, 'workflows.ts'),
    logger: new DefaultLogger('WARN'),
  });
  await writeFile(bundlePath, code);
  const env = {
    ...process.env,
    FLOOR_DATABASE: database,
    FLOOR_BUNDLE: bundlePath,
    TEMPORAL_ADDRESS: servers.temporal,
  };
  const ordinary = (): Promise<Running> =>
    startChild({
      name: 'floor',
      command: process.execPath,
      args: nodeArguments(FLOOR_WORKER),
      env,
      log: join(folder, 'floor.log'),
    });
  let worker = await ordinary();
  const connection = await Connection.connect({ address: servers.temporal });
  bench.onStop(async () => {
    await connection.close();
    await worker.stop();
  });
  bench.guard([worker.pid]);
  const client = new Client({ connection });
  let made = 0;
  return {
    bundle: code,
    client,
    pids: () => ({ worker: worker.pid }),
    start: (count) =>
      Promise.all(
        Array.from({ length: count }, async () => {
          const workflowId = `bare-${String((made += 1))}`;
          const handle = await client.workflow.start<typeof bare>('bare', { taskQueue: FLOOR_QUEUE, workflowId });
          return {
            handle,
            act: async () => {
              await handle.executeUpdate<number, [string]>(ACT, { args: [TEXT] });
            },
          };
        }),
      ),
    async replaceWorker(start = ordinary) {
      await worker.stop();
      worker = await start(env);
      bench.guard([worker.pid]);
      return worker;
    },
  };
}

export const FLOOR_WORKER = join(import.meta.dirname, 'worker.ts');

async function makeTable(url: string): Promise<void> {
  const connection = await createConnection({ uri: url });
  try {
    await connection.query(
      'CREATE TABLE acts (workflow VARCHAR(64), n INT, text VARCHAR(200), PRIMARY KEY (workflow, n)) ENGINE=InnoDB',
    );
  } finally {
    await connection.end();
  }
}
