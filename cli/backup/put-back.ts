import { existsSync } from 'node:fs';
import { link, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FolderRuns, lockFolder } from '../../config/folder-lock.ts';
import { makeFolders } from '../../config/folders.ts';
import { connect, type Db } from '../../db/connect.ts';
import { KeyUnavailable } from '../../db/crypto.ts';
import type { Keys } from '../../db/keys.ts';
import { applyTombstones } from '../../db/erasure/apply-tombstones.ts';
import { migrate } from '../../db/migrate.ts';
import { migrations } from '../../db/migrations/index.ts';
import { withSomethingPending } from '../../db/records/pending.ts';
import { execute, select } from '../../db/sql.ts';
import { isSetAside } from '../existing-keys.ts';
import { CliProblem } from '../fail.ts';
import type { Embedded } from './embedded.ts';
import { addMasterKeys, openBackup } from './backup-keys.ts';
import { copyFile, explained, syncFolder } from './files.ts';
import { tellLosses, type LostByRestore } from './lost.ts';
import { DATABASE, DOCUMENTS, KEYS, readManifest, verifyFiles, type Manifest } from './manifest.ts';

export interface PutBack extends LostByRestore {
  readonly madeAt: string;
  readonly documents: number;
  /** Where what was there before is now; null when there was nothing. */
  readonly aside: string | null;
  /** Keys that were put in place, because there were none. */
  readonly keys: readonly string[];
  /** Ids of older master keys that the backup needs, added below the one in place. */
  readonly keysAdded: readonly string[];
}

/**
 * Puts a backup back. Everything is checked, copied beside and made ready first: the last step only exchanges names, and
 * nothing that was there is deleted. Cut short, it is done again from the beginning.
 * @throws CliProblem with nothing changed
 */
export async function putBack(to: Embedded, from: string): Promise<PutBack> {
  const folder = resolve(from);
  const manifest = await readManifest(folder);
  refuseNewer(manifest);
  await verifyFiles(folder, manifest);
  await makeFolders(to.settings.data).catch((error: unknown) => {
    throw explained(error, to.settings.data);
  });
  const unlock = lock(to.settings.data);
  const at = new Date().toISOString().replaceAll(/[-:.]/g, '');
  const staged = `${to.database}.${at}.restore`;
  const stagedDocuments = join(to.settings.data, `.documents.${at}.restore`);
  try {
    const opened = await openBackup(to.settings, folder, manifest);
    release(to.database);
    await mkdir(dirname(to.database), { recursive: true, mode: 0o700 });
    await copyFile(join(folder, DATABASE), staged);
    await mkdir(stagedDocuments, { mode: 0o700 });
    const documents = manifest.files.filter(({ path }) => path.startsWith(`${DOCUMENTS}/`));
    for (const { path } of documents)
      await copyFile(join(folder, path), join(stagedDocuments, path.slice(DOCUMENTS.length + 1)));
    const lost = await makeReady(to, staged, opened.keys, at);
    const keys = await putKeys(to, folder, manifest);
    await addMasterKeys(to.settings, opened);
    const aside = await exchange(to, { staged, stagedDocuments, at });
    return {
      madeAt: manifest.madeAt,
      documents: documents.length,
      aside,
      keys,
      keysAdded: opened.added.map(({ id }) => id),
      ...lost,
    };
  } catch (error) {
    throw explained(error, to.settings.data);
  } finally {
    for (const path of [staged, `${staged}-wal`, `${staged}-shm`, stagedDocuments])
      await rm(path, { recursive: true, force: true });
    unlock();
  }
}

function refuseNewer({ schema }: Manifest): void {
  const unknown = schema.filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0)
    throw new CliProblem(
      'backup-newer',
      `The backup was made by a newer version (${unknown.join(', ')}): restore it with that version.`,
    );
}

function lock(data: string): () => void {
  try {
    return lockFolder(data);
  } catch (error) {
    if (!(error instanceof FolderRuns)) throw error;
    throw new CliProblem('running', `SMILE runs on ${data}: stop it, then restore.`);
  }
}

/** Sees that no process has the database open, API and worker started by hand included, and that it is one whole file. */
function release(database: string): void {
  if (!existsSync(database)) return;
  let open: DatabaseSync | undefined;
  try {
    open = new DatabaseSync(database, { timeout: 2_000 });
    open.exec('PRAGMA journal_mode = DELETE');
  } catch (error) {
    if (error instanceof Error && /locked|busy/i.test(error.message))
      throw new CliProblem('running', `A process has ${database} open: stop API and worker, then restore.`);
    // Broken: that may be why somebody restores. It goes aside as it is.
  } finally {
    open?.close();
  }
}

/** Brings the copy to the form of this version, tells what is lost, and lets every open file start again. */
async function makeReady(to: Embedded, staged: string, keys: Keys, at: string): Promise<LostByRestore> {
  const db = await connect(`sqlite:${staged}`);
  try {
    await migrate(db);
    await applyTombstones(db, keys, to.settings.erasedFile);
    const lost = existsSync(to.database)
      ? await tellLosses(to.database, db, keys, `restore-${at}`)
      : { behind: [], unknown: [], compared: false };
    await startAgain(db, keys);
    return lost;
  } catch (error) {
    if (error instanceof KeyUnavailable)
      throw new CliProblem('master-key-wrong', `The master key at hand cannot open this backup: ${error.message}`);
    throw error;
  } finally {
    await db.close();
    release(staged);
  }
}

/** The sweep starts what was never started; Temporal knows nothing of it then. */
async function startAgain(db: Db, keys: Keys): Promise<void> {
  await execute(db, "UPDATE heads SET workflow_started_at = NULL WHERE status IN ('open', 'new')");
  const closed = await select<{ reference: string }>(
    db,
    "SELECT DISTINCT o.reference FROM outbox o JOIN heads h ON h.reference = o.reference WHERE h.status = 'closed' AND o.channel <> 'mail' AND o.status = 'pending'",
  );
  const pending = await withSomethingPending(
    db,
    keys,
    closed.map(({ reference }) => reference),
  );
  for (const reference of pending)
    await execute(db, 'UPDATE heads SET workflow_started_at = NULL WHERE reference = ?', [reference]);
}

/** Keys that a backup holds are put where there is none; one that is there is never replaced. */
async function putKeys({ settings }: Embedded, folder: string, { files }: Manifest): Promise<string[]> {
  const put: string[] = [];
  for (const [name, to] of [
    ...(isSetAside(settings) ? [] : ([['master.key', settings.masterKeyFile]] as const)),
    ['seal.key', settings.sealKeyFile],
    ['seal.pem', settings.sealCertFile],
  ] as const) {
    if (existsSync(to) || !files.some(({ path }) => path === `${KEYS}/${name}`)) continue;
    await copyFile(join(folder, KEYS, name), to);
    put.push(to);
  }
  return put;
}

/**
 * Puts what was there aside, Temporal's file too, which is ahead, and what was made ready into its place; the database
 * last, in one step, so that at no moment there is none. Killed in between, the restore is done again: the backup is
 * still whole.
 */
async function exchange(
  { database, documents, temporal, settings }: Embedded,
  { staged, stagedDocuments, at }: { staged: string; stagedDocuments: string; at: string },
): Promise<string | null> {
  const aside = join(settings.data, `before-restore-${at}`);
  const files = [temporal, `${temporal}-wal`, `${temporal}-shm`, documents, `${database}-wal`, `${database}-shm`];
  const there = files.filter((path) => existsSync(path));
  const isFirst = there.length === 0 && !existsSync(database);
  if (!isFirst) await mkdir(aside, { mode: 0o700 });
  for (const path of there) await rename(path, join(aside, basename(path)));
  await rename(stagedDocuments, documents);
  if (existsSync(database)) await keep(database, join(aside, basename(database)));
  await rename(staged, database);
  await syncFolder(dirname(database));
  await syncFolder(settings.data);
  return isFirst ? null : aside;
}

/** Gives a file a second name, or where that is on another disk a copy. */
async function keep(path: string, to: string): Promise<void> {
  try {
    await link(path, to);
  } catch {
    await copyFile(path, to);
  }
}
