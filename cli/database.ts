import { dirname } from 'node:path';
import { makeFolders } from '../config/folders.ts';
import { readSettings, type Settings } from '../config/settings.ts';
import { connect, type Db } from '../db/connect.ts';
import { applyTombstones } from '../db/erasure/apply-tombstones.ts';
import { readInstitution } from '../db/institutions/read.ts';
import { makeKeys, type Keys } from '../db/keys.ts';
import { migrate } from '../db/migrate.ts';
import { openMasterKeys } from '../db/open-keys.ts';
import type { Institution } from '../domain/institution/institution.ts';
import { CliProblem } from './fail.ts';

/**
 * Does the work with the database of the environment, made and migrated when it is missing.
 * @param work gets the names of the migrations that ran just now too
 */
export async function withDatabase<T>(
  work: (db: Db, settings: Settings, migrated: readonly string[]) => Promise<T>,
): Promise<T> {
  const settings = readSettings(process.env);
  if (isFile(settings)) await makeFolder(dirname(settings.databaseUrl.slice('sqlite:'.length)));
  const db = await connect(settings.databaseUrl);
  try {
    return await work(db, settings, await migrate(db));
  } finally {
    await db.close();
  }
}

/**
 * The keys of files; what the log of erasures names is erased by then. The embedded default makes its master key when
 * there is none.
 */
export async function openKeys(db: Db, settings: Settings): Promise<Keys> {
  const dev = settings.dev || (isFile(settings) && settings.environment !== 'production');
  const keys = makeKeys(await openMasterKeys(db, { ...settings, dev }));
  await applyTombstones(db, keys, settings.erasedFile);
  return keys;
}

/** The institution with this id. @throws CliProblem */
export async function institutionOf(db: Db, id: string): Promise<Institution> {
  const institution = await readInstitution(db, id);
  if (institution === undefined)
    throw new CliProblem(
      'unknown-institution',
      `There is no institution “${id}”: apply its folder first (smile institution apply FOLDER).`,
    );
  return institution;
}

const isFile = ({ databaseUrl }: Settings): boolean => databaseUrl.startsWith('sqlite:');

async function makeFolder(folder: string): Promise<void> {
  try {
    await makeFolders(folder);
  } catch (cause) {
    throw new CliProblem(
      'folder-unwritable',
      `The folder ${folder} cannot be made (${codeOf(cause)}): set SMILE_DATA to one that can.`,
    );
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
