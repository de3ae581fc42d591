import { connect } from '../../db/connect.ts';
import { execute } from '../../db/sql.ts';
import type { Ground } from './instance.ts';

/** Starts the runs of all open files anew, after Temporal's own records are gone: what `smile records resume` does. */
export async function resumeRecords(ground: Ground): Promise<void> {
  const db = await connect(ground.databaseUrl);
  try {
    await execute(db, "UPDATE heads SET workflow_started_at = NULL WHERE status = 'open'");
  } finally {
    await db.close();
  }
}
