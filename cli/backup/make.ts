import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Key } from '../../db/crypto.ts';
import { existing } from '../existing-keys.ts';
import { CliProblem } from '../fail.ts';
import type { Embedded } from './embedded.ts';
import { codeOf, copyFile, explained, filesBelow, sealFile, syncFolder } from './files.ts';
import { DATABASE, DOCUMENTS, KEYS, MANIFEST, type BackupFile, type Manifest } from './manifest.ts';

export interface Made {
  readonly folder: string;
  readonly madeAt: string;
  readonly documents: number;
  readonly bytes: number;
  readonly masterKey: string;
  readonly withKeys: boolean;
}

/**
 * Makes a backup while people work: the database as it is at one instant, and every document that it names. It gets its
 * name when it is whole, so that one which was cut short is never taken for one.
 * @throws CliProblem
 */
export async function makeBackup(from: Embedded, target: string, withKeys: boolean): Promise<Made> {
  const folder = resolve(target);
  if (!existsSync(from.database))
    throw new CliProblem(
      'nothing-there',
      `There is no database ${from.database}: set SMILE_DATA to the folder of yours.`,
    );
  await refuseUsed(folder);
  const { masters } = await existing(from.settings);
  const masterKey = masters[0]?.id ?? '';
  const draft = join(dirname(folder), `.${basename(folder)}.${randomBytes(4).toString('hex')}.partial`);
  try {
    await mkdir(dirname(folder), { recursive: true });
    await mkdir(draft, { mode: 0o700 });
    // Twice: an upload that is being inspected goes while its inspected form comes, and the database may name either.
    const documents = new Map<string, BackupFile>();
    await copyDocuments(from.documents, draft, documents);
    const madeAt = new Date().toISOString();
    const schema = copyDatabase(from.database, join(draft, DATABASE));
    const database = { path: DATABASE, ...(await sealFile(join(draft, DATABASE))) };
    await copyDocuments(from.documents, draft, documents);
    const keys = withKeys ? await copyKeys(from, join(draft, KEYS), masters) : [];
    const files = [database, ...documents.values(), ...keys];
    const manifest: Manifest = { smileBackup: 1, madeAt, schema, masterKey, files };
    await writeFile(join(draft, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
    await syncFolder(draft);
    await rename(draft, folder);
    await syncFolder(dirname(folder));
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    return { folder, madeAt, documents: documents.size, bytes, masterKey, withKeys };
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw explained(error, dirname(folder));
  }
}

async function refuseUsed(folder: string): Promise<void> {
  const there = await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw explained(error, folder);
  });
  if (there.length > 0)
    throw new CliProblem('folder-not-empty', `${folder} is not empty: give a new folder, each backup has its own.`);
}

/** One read transaction: what is committed meanwhile is not in it. @returns the names of its migrations */
function copyDatabase(from: string, to: string): string[] {
  const source = new DatabaseSync(from, { readOnly: true, timeout: 10_000 });
  try {
    source.prepare('VACUUM INTO ?').run(to);
  } finally {
    source.close();
  }
  const copy = new DatabaseSync(to, { readOnly: true });
  try {
    const [found] = copy.prepare('PRAGMA quick_check(1)').all();
    if (found?.['quick_check'] !== 'ok')
      throw new CliProblem('database-broken', `The database ${from} is broken: put an earlier backup back.`);
    return copy
      .prepare('SELECT name FROM schema_migrations ORDER BY name')
      .all()
      .map(({ name }) => String(name));
  } finally {
    copy.close();
  }
}

/** Documents never change under their name; one that goes meanwhile is not needed any more. */
async function copyDocuments(from: string, draft: string, copied: Map<string, BackupFile>): Promise<void> {
  for (const path of await filesBelow(from)) {
    if (copied.has(path)) continue;
    try {
      const made = await copyFile(join(from, path), join(draft, DOCUMENTS, path));
      copied.set(path, { path: `${DOCUMENTS}/${path}`, ...made });
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }
}

/** The keys, for their owner's eyes only. */
async function copyKeys({ settings }: Embedded, folder: string, masters: readonly Key[]): Promise<BackupFile[]> {
  await mkdir(folder, { mode: 0o700 });
  const path = join(folder, 'master.key');
  await writeFile(path, masters.map(({ bytes }) => `${bytes.toString('base64')}\n`).join(''), {
    mode: 0o600,
    flag: 'wx',
  });
  const made = [{ path: `${KEYS}/master.key`, ...(await sealFile(path)) }];
  for (const [name, from] of [
    ['seal.key', settings.sealKeyFile],
    ['seal.pem', settings.sealCertFile],
  ] as const)
    if (existsSync(from)) made.push({ path: `${KEYS}/${name}`, ...(await copyFile(from, join(folder, name))) });
  return made;
}
