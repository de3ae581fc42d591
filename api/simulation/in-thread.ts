import { Worker } from 'node:worker_threads';
import type { Simulate, Simulated } from './simulations.ts';

const HEAP_MEGABYTES = 256;
/** Ten times what the largest example needs for as many as may be asked for. */
const MOST_MS = 60_000;

/** Simulations of this process. */
export const simulations = (): Simulate => inThread(new URL('./thread.ts', import.meta.url), MOST_MS);

/**
 * Simulates in a thread, one at a time and no longer than so long, so that the process goes on answering.
 * @param thread a module that simulates its `workerData` and posts the report
 */
export function inThread(thread: URL, mostMs: number): Simulate {
  let busy = false;
  return async (asked) => {
    if (busy) return { kind: 'busy' };
    busy = true;
    try {
      return await simulated(
        new Worker(thread, {
          workerData: asked,
          env: {},
          resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
        }),
        mostMs,
      );
    } finally {
      busy = false;
    }
  };
}

async function simulated(worker: Worker, mostMs: number): Promise<Simulated> {
  const { promise, resolve, reject } = Promise.withResolvers<Simulated>();
  const late = setTimeout(resolve, mostMs, { kind: 'too-long' });
  worker.once('message', (report: unknown) => {
    if (typeof report === 'object' && report !== null) resolve({ kind: 'done', report });
    else reject(new Error('The thread that simulates posted no report.'));
  });
  worker.once('error', (error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
      resolve({ kind: 'too-long' });
    else reject(new Error('The thread that simulates failed.', { cause: error }));
  });
  worker.once('exit', () => {
    reject(new Error('The thread that simulates ended without a report.'));
  });
  try {
    return await promise;
  } finally {
    clearTimeout(late);
    await worker.terminate();
  }
}
