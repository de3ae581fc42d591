import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process runs the folder. */
export class FolderRuns extends Error {
  override readonly name = 'FolderRuns';
  readonly code = 'already-running';
}

/**
 * Makes this process the only one that runs the folder. SQLite holds the lock, because the system lets go of it in
 * whatever way the process ends, SIGKILL included. Gives what releases it.
 * @throws FolderRuns
 */
export function lockFolder(data: string): () => void {
  const database = new DatabaseSync(join(data, 'start.lock'));
  try {
    database.exec('PRAGMA busy_timeout = 500');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw new FolderRuns(
      `SMILE already runs on ${data} (its address is in run.json there): stop that one, or set SMILE_DATA to another folder.`,
      { cause: error },
    );
  }
  return () => {
    database.close();
  };
}
