import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { folderRuns } from '../config/folder-lock.ts';
import type { Settings } from '../config/settings.ts';
import { CliProblem } from './fail.ts';

const runFile = z.object({ temporal: z.string().min(1), pids: z.object({ supervisor: z.int().min(1) }) });

/**
 * Where the Temporal of these records is. The embedded default runs one of its own, on a port that its run.json names: what
 * listens on the usual port of this machine may be somebody else's, and is not asked.
 * @returns undefined where the embedded default does not run
 */
export async function temporalAddress({ data, databaseUrl, temporal }: Settings): Promise<string | undefined> {
  const isGiven = (process.env['TEMPORAL_ADDRESS'] ?? '') !== '';
  if (isGiven || !databaseUrl.startsWith('sqlite:')) return temporal.address;
  if (!folderRuns(data)) return undefined;
  const read = runFile.safeParse(
    await readFile(join(data, 'run.json'), 'utf8')
      .then((text): unknown => JSON.parse(text))
      .catch(() => undefined),
  );
  // One that was killed leaves its file, and the next one is not ready before it has written its own.
  return read.success && isAlive(read.data.pids.supervisor) ? read.data.temporal : undefined;
}

/** What to say when Temporal is needed and the embedded default does not run. */
export const notRunning = (data: string): CliProblem =>
  new CliProblem(
    'not-running',
    `SMILE does not run on ${data}, and its Temporal with it: start it (npm start), then run this again. Where its ` +
      'Temporal is another one, set TEMPORAL_ADDRESS.',
  );

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
