import type { Db } from '../connect.ts';
import { select } from '../sql.ts';

/**
 * Empties SQLite's write-ahead log into its file, where deleted content is overwritten (`secure_delete`). A server's own
 * logs are its administrator's: docs/operations.md says what they keep and for how long.
 * @returns false when readers of other processes kept it from being emptied; the next one does it
 */
export async function scrub(db: Db): Promise<boolean> {
  if (db.dialect !== 'sqlite') return true;
  const [row] = await select<{ busy: number }>(db, 'PRAGMA wal_checkpoint(TRUNCATE)');
  return row?.busy === 0;
}
