import type { InstitutionId, Reference } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time/civil.ts';
import type { Db } from '../connect.ts';
import { execute, select } from '../sql.ts';

/** A mobility that was erased from the records, and may have files and runs left. */
export interface Erasure {
  readonly reference: Reference;
  readonly institution: InstitutionId;
  readonly at: Instant;
}

/** Those whose time has come, the longest waiting first. */
export const erasuresToLookAt = (db: Db, now: Instant, limit: number): Promise<Erasure[]> =>
  select(db, 'SELECT reference, institution, at FROM erasures WHERE again_at <= ? ORDER BY again_at LIMIT ?', [
    now,
    limit,
  ]);

export const lookAgain = (db: Db, reference: Reference, at: Instant): Promise<number> =>
  execute(db, 'UPDATE erasures SET again_at = ? WHERE reference = ?', [at, reference]);

export const doneLooking = (db: Db, reference: Reference): Promise<number> =>
  execute(db, 'UPDATE erasures SET again_at = NULL WHERE reference = ?', [reference]);
