import type { Reference } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time/civil.ts';
import { inTransaction, type Db } from '../connect.ts';
import type { Keys } from '../keys.ts';
import { selectOne } from '../sql.ts';
import { eraseRecords, type RecordsErased } from './erase-records.ts';
import { scrub } from './scrub.ts';
import { appendTombstones, isProved, proofOf, readTombstones, type Tombstone } from './tombstones.ts';

export interface Erasing {
  readonly reference: Reference;
  readonly reason: string;
  readonly at: Instant;
  /** The log beside the master key. */
  readonly erasedFile: string;
}

/**
 * Erases a mobility from the records: a tombstone on the disk first, then key and clear text in one transaction. Killed
 * in between, the next start of any process finishes it; so does calling this again.
 * @throws ErasedFileError before anything is done; KeyUnavailable under a wrong master key
 */
export async function eraseMobility(
  db: Db,
  keys: Keys,
  { reference, reason, at, erasedFile }: Erasing,
): Promise<RecordsErased> {
  const head = await selectOne<{ institution: string }>(db, 'SELECT institution FROM heads WHERE reference = ?', [
    reference,
  ]);
  if (head === null) return { status: 'not-found' };
  const key = await keys.keyIfAny(db, reference);
  const { tombstones } = await readTombstones(erasedFile);
  const there = tombstones.findLast((one) => one.reference === reference && (key === null || isProved(one, key)));
  const tombstone: Tombstone = there ?? {
    reference,
    institution: head.institution,
    at,
    reason,
    proof: key === null ? '' : proofOf(key, reference),
  };
  if (there === undefined) await appendTombstones(erasedFile, [tombstone]);
  const erased = await inTransaction(db, (tx) => eraseRecords(tx, keys, tombstone));
  keys.forget(reference);
  await scrub(db);
  return erased;
}
