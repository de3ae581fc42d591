import type { Reference } from '../domain/ids.ts';
import type { Db } from '../db/connect.ts';
import type { Keys } from '../db/keys.ts';
import { commit, type Commit, type Committed } from '../db/records/commit.ts';
import { load, type Loaded } from '../db/records/read.ts';

/** The workflow's way to its records. */
export interface RecordsActivities {
  load(reference: Reference): Promise<Loaded | undefined>;
  commit(input: Commit): Promise<Committed>;
}

export const recordsActivities = (db: Db, keys: Keys): RecordsActivities => ({
  load: (reference) => load(db, keys, reference),
  commit: (input) => commit(db, keys, input),
});
