import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeArguments } from '../../dev/programs.ts';
import type { Ground } from './instance.ts';

const run = promisify(execFile);

/** `smile records resume`, as an operator does it after Temporal's own database is gone. */
export async function resumeRecords(ground: Ground): Promise<void> {
  const entry = join(import.meta.dirname, '../../cli/main.ts');
  await run(process.execPath, [...nodeArguments(entry), 'records', 'resume', '--json'], {
    env: {
      ...process.env,
      SMILE_DATA: ground.data,
      SMILE_DEV: '1',
      DATABASE_URL: ground.databaseUrl,
      TEMPORAL_ADDRESS: await ground.temporal(),
    },
  });
}
