import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Db } from '../db/connect.ts';
import { execute, select } from '../db/sql.ts';
import { startRun } from '../workflows/send.ts';
import { codeOf, repeat, type Repeating } from './repeat.ts';

const EVERY_MS = 250;
const IN_A_ROUND = 50;
const AT_ONCE = 5;

/**
 * Starts the mobilities whose row is written and whose workflow was not started: the row comes first, so a crash
 * between the two loses nothing, and starting twice is starting once.
 */
export const startSweep = (deps: { db: Db; client: Client; log: Logger; now: () => Date }): Repeating =>
  repeat(() => sweep(deps), {
    everyMs: EVERY_MS,
    failed: (error) => {
      deps.log.warn({ code: codeOf(error) }, 'The sweep will try again');
    },
  });

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
