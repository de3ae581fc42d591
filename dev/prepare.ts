import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readSettings } from '../config/settings.ts';
import { connect, type Db } from '../db/connect.ts';
import { applyTombstones } from '../db/erasure/apply-tombstones.ts';
import { applyInstitution } from '../db/institutions/apply.ts';
import { makeKeys, type Keys } from '../db/keys.ts';
import { migrate } from '../db/migrate.ts';
import { openMasterKeys } from '../db/open-keys.ts';
import { nominateDemoStudents } from './demo-students.ts';
import { LOCAL_PROVIDER } from './environment.ts';
import { messageOf } from './problem.ts';

const root = join(import.meta.dirname, '..');

/** Before the first request: the database in its present form, and the example institutions applied. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const db = await connect(settings.databaseUrl);
  try {
    await migrate(db);
    const keys = makeKeys(await openMasterKeys(db, settings));
    await applyTombstones(db, keys, settings.erasedFile);
    await applyAll(db, keys, settings.oidcProviders.find(({ id }) => id === LOCAL_PROVIDER)?.issuer);
  } finally {
    await db.close();
  }
}

async function applyAll(db: Db, keys: Keys, issuer: string | undefined): Promise<void> {
  const institutions = join(root, 'institutions');
  for (const { name } of (await readdir(institutions, { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  )) {
    const folder = join(institutions, name);
    if (!existsSync(join(folder, 'institution.yaml'))) continue;
    const at = new Date().toISOString();
    const done = await applyInstitution(
      db,
      { folder },
      { at, by: null, demo: true, ...(issuer === undefined ? {} : { issuer }) },
    );
    for (const { file, line, message } of done.problems) process.stderr.write(`${file}:${String(line)} ${message}\n`);
    if (!done.applied) throw new Error(`The institution ${name} could not be applied.`);
    if (done.institution !== undefined) await nominateDemoStudents(db, keys, done.institution, at);
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
