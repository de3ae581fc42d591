import type { Db } from '../../db/connect.ts';
import { select } from '../../db/sql.ts';

/** Whose runs are ours to judge: a namespace of Temporal may be shared with another SMILE. */
export const institutionIds = async (db: Db): Promise<ReadonlySet<string>> =>
  new Set((await select<{ id: string }>(db, 'SELECT id FROM institutions')).map(({ id }) => id));
