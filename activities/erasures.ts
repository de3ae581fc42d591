import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Db } from '../db/connect.ts';
import { doneLooking, erasuresToLookAt, lookAgain, type Erasure } from '../db/erasure/erasures.ts';
import { laterBy } from '../domain/time/instants.ts';
import { endRuns } from './end-runs.ts';
import type { Store } from './documents/store.ts';
import { repeat, type Repeating } from './repeat.ts';

const LOOK_MS = 2_000;
const AT_ONCE = 20;
/** Longer than anything lives that had the key in memory when it was destroyed: nothing of it is left afterwards. */
const FOR_SECONDS = 300;
const EVERY_SECONDS = 60;

export interface ErasureDeps {
  readonly db: Db;
  readonly client: Client;
  readonly store: Pick<Store, 'removeAll'>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly now: () => Date;
}

/** Does so until it is stopped. */
export const startFinishing = (deps: ErasureDeps): Repeating =>
  repeat(() => finishErasures(deps), {
    everyMs: LOOK_MS,
    failed: (error) => {
      deps.log.warn({ err: error }, 'What was erased cannot be looked at; it is tried again');
    },
  });

/**
 * Removes the files of what was erased, and its runs in Temporal, and looks again for some minutes: a document or a run
 * may have been on its way. @returns how many were looked at
 */
export async function finishErasures(deps: ErasureDeps): Promise<number> {
  const { db, log, now } = deps;
  const due = await erasuresToLookAt(db, now().toISOString(), AT_ONCE);
  for (const erasure of due) {
    const at = now().toISOString();
    const isClean = await removeOutside(deps, erasure);
    if (isClean && at > laterBy(erasure.at, FOR_SECONDS)) {
      await doneLooking(db, erasure.reference);
      log.info({ reference: erasure.reference }, 'Nothing is left of what was erased');
    } else await lookAgain(db, erasure.reference, laterBy(at, EVERY_SECONDS));
  }
  return due.length;
}

/** Files first: they need nobody. */
async function removeOutside({ client, store, log }: ErasureDeps, erasure: Erasure): Promise<boolean> {
  try {
    await store.removeAll(erasure.reference);
    return await endRuns(client, erasure);
  } catch (error) {
    log.warn(
      { reference: erasure.reference, code: error instanceof Error && 'code' in error ? error.code : 'failed' },
      'What was erased could not be removed everywhere; it is tried again in a minute',
    );
    return false;
  }
}
