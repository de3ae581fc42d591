import { join } from 'node:path';
import { main } from '../../dev/start.ts';
import { ENTRIES } from '../../dev/programs.ts';

/** `npm start` with a worker that can be told to die, for a test that kills more often than any fault of ours would. */
process.exit(
  await main(process.env, { ...ENTRIES, worker: join(import.meta.dirname, 'worker.ts') }, { mostDeaths: 100_000 }),
);
