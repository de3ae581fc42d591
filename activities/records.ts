import { ApplicationFailure } from '@temporalio/common';
import type { Reference, Sha256 } from '../domain/ids.ts';
import type { Procedure } from '../domain/process/procedure.ts';
import type { Db } from '../db/connect.ts';
import { isHopeless } from '../db/errors.ts';
import type { Keys } from '../db/keys.ts';
import { commit, type Commit, type Committed } from '../db/records/commit.ts';
import { procedureByHash } from '../db/records/procedures.ts';
import { load, type Loaded } from '../db/records/read.ts';
import { NOT_RECORDABLE } from '../workflows/contract.ts';

/** The workflow's way to its records. */
export interface RecordsActivities {
  load(reference: Reference): Promise<Loaded | undefined>;
  commit(input: Commit): Promise<Committed>;
  /** A published version, by its hash. */
  procedure(hash: Sha256): Promise<Procedure>;
}

export const recordsActivities = (db: Db, keys: Keys): RecordsActivities => ({
  load: (reference) => load(db, keys, reference),
  procedure: (hash) => procedureByHash(db, hash),
  async commit(input) {
    try {
      return await commit(db, keys, input);
    } catch (error) {
      if (!isHopeless(error)) throw error;
      throw ApplicationFailure.create({
        message: `What was decided cannot be written (${codeOf(error)}).`,
        type: NOT_RECORDABLE,
        nonRetryable: true,
        ...(error instanceof Error ? { cause: error } : {}),
      });
    }
  },
});

/** What a database calls it, or what kind of fault of ours it is; its own words may quote values. */
function codeOf(error: unknown): string {
  const of = error instanceof Error && 'parent' in error ? error.parent : error;
  if (of instanceof Error && 'code' in of && typeof of.code === 'string') return of.code;
  return of instanceof Error ? of.name : 'unknown';
}
