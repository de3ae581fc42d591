import { readFile } from 'node:fs/promises';
import { NativeConnection, Runtime, DefaultLogger, Worker } from '@temporalio/worker';
import { createPool } from 'mysql2/promise';
import type { ResultSetHeader } from 'mysql2';
import { documentsQueue } from '../../workflows/contract.ts';
import { FLOOR_QUEUE, type FloorActivities } from './contract.ts';

/** A worker's process of the same shape as ours: two queues, the same caches, ten connections. */
async function main({ FLOOR_DATABASE, FLOOR_BUNDLE, TEMPORAL_ADDRESS }: NodeJS.ProcessEnv): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN') });
  const pool = createPool({ uri: FLOOR_DATABASE ?? '', connectionLimit: 10 });
  const connection = await NativeConnection.connect({ address: TEMPORAL_ADDRESS ?? '' });
  const activities: FloorActivities = {
    async write({ workflow, n, text }) {
      await pool.execute<ResultSetHeader>('INSERT INTO acts (workflow, n, text) VALUES (?, ?, ?)', [workflow, n, text]);
    },
  };
  const workers = await Promise.all([
    Worker.create({
      connection,
      taskQueue: FLOOR_QUEUE,
      workflowBundle: { code: await readFile(FLOOR_BUNDLE ?? '', 'utf8') },
      activities: { ...activities },
      maxCachedWorkflows: 500,
      stickyQueueScheduleToStartTimeout: '1s',
    }),
    Worker.create({ connection, taskQueue: documentsQueue(`mobility-${FLOOR_QUEUE}`), activities: { ...activities } }),
  ]);
  process.stdout.write('working\n');
  await Promise.all(workers.map((worker) => worker.run()));
  await connection.close();
  await pool.end();
}

await main(process.env);
