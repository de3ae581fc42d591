import type { Log } from '../../config/log.ts';
import type { Db } from '../connect.ts';
import type { Keys } from '../keys.ts';
import { applyTombstones } from './apply-tombstones.ts';

/**
 * At the start of a process, before it serves anything: applies the log of erasures, and says in its own log what that
 * brought.
 * @throws ErasedFileError when the log of erasures cannot be read
 */
export async function applyErasures(given: {
  readonly db: Db;
  readonly keys: Keys;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly erasedFile: string;
}): Promise<void> {
  const { db, keys, log, erasedFile } = given;
  const { erased, foreign, unreadable, rewritten } = await applyTombstones(db, keys, erasedFile);
  if (erased.length > 0) log.warn({ references: erased }, 'Erased again, by the log of erasures');
  if (foreign.length > 0)
    log.warn(
      { references: foreign },
      'The log of erasures names files of another installation: nothing was done to them',
    );
  if (unreadable > 0) log.warn({ lines: unreadable }, 'The log of erasures has lines that say nothing');
  if (rewritten > 0) log.warn({ lines: rewritten }, 'The log of erasures had lost lines: they are in it again');
}
