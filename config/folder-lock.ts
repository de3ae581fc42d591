import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process runs the folder. */
export class FolderRuns extends Error {
  override readonly name = 'FolderRuns';
  readonly code = 'already-running';
}

const lockFile = (data: string): string => join(data, 'start.lock');

/**
 * Makes this process the only one that runs the folder. SQLite holds the lock, because the system lets go of it in
 * whatever way the process ends, SIGKILL included. Gives what releases it.
 * @throws FolderRuns
 */
export function lockFolder(data: string): () => void {
  const database = new DatabaseSync(lockFile(data));
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

/** Whether a process holds the lock of the folder now. It only reads, so it keeps nobody from taking it. */
export function folderRuns(data: string): boolean {
  if (!existsSync(lockFile(data))) return false;
  const database = new DatabaseSync(lockFile(data), { readOnly: true });
  try {
    database.exec('SELECT COUNT(*) FROM sqlite_master');
    return false;
  } catch (error) {
    if (error instanceof Error && /locked|busy/i.test(error.message)) return true;
    throw error;
  } finally {
    database.close();
  }
}
