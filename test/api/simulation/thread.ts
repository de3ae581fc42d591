import { parentPort, workerData } from 'node:worker_threads';

/** Started by the test: does what the seed says. */
const { seed, mobilities } = workerData as { seed: number; mobilities: number };
if (seed === 1) parentPort?.postMessage({ ran: mobilities });
if (seed === 2) for (;;) Math.sqrt(seed);
if (seed === 3) throw new Error('It fails.');
