import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Db } from '../db/connect.ts';
import { execute, select } from '../db/sql.ts';
import { startRun } from '../workflows/send.ts';

const EVERY_MS = 250;
const IN_A_ROUND = 50;
const AT_ONCE = 5;

/**
 * Starts the mobilities whose row is written and whose workflow was not started: the row comes first, so a crash
 * between the two loses nothing, and starting twice is starting once.
 */
export function startSweep(deps: { db: Db; client: Client; log: Logger; now: () => Date }): { stop(): Promise<void> } {
  let stopped = false;
  let wake: (() => void) | undefined;
  const run = async (): Promise<void> => {
    while (!stopped) {
      try {
        await sweep(deps);
      } catch (error) {
        deps.log.warn(
          { code: error instanceof Error && 'code' in error ? error.code : 'failed' },
          'The sweep will try again',
        );
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, EVERY_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const running = run();
  return {
    stop: () => {
      stopped = true;
      wake?.();
      return running;
    },
  };
}

/** One round. @returns how many runs were started */
export async function sweep({ db, client, now }: { db: Db; client: Client; now: () => Date }): Promise<number> {
  const rows = await select<{ reference: string; institution: string }>(
    db,
    'SELECT reference, institution FROM heads WHERE workflow_started_at IS NULL ORDER BY created_at LIMIT ?',
    [IN_A_ROUND],
  );
  const waiting = Iterator.from(rows);
  const failures: unknown[] = [];
  const begin = async (): Promise<void> => {
    for (const { reference, institution } of waiting)
      try {
        await startRun(client, { reference, institution });
        await execute(db, 'UPDATE heads SET workflow_started_at = ? WHERE reference = ?', [
          now().toISOString(),
          reference,
        ]);
      } catch (error) {
        // One that cannot be started must not hold up the others.
        failures.push(error);
      }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, begin));
  if (failures.length > 0) throw failures[0];
  return rows.length;
}
