import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Settings } from '../../config/settings.ts';
import type { Key } from '../../db/crypto.ts';
import { makeKeys, type Keys } from '../../db/keys.ts';
import { readKeyFile, replaceKeyFile } from '../../db/master-key-file.ts';
import { fixedKeys } from '../../db/master-keys.ts';
import { readRetired } from '../../db/retired-keys.ts';
import { existing, hasMaster, isSetAside } from '../existing-keys.ts';
import { CliProblem } from '../fail.ts';
import { DATABASE, KEYS, type Manifest } from './manifest.ts';

/** What opens a backup. */
export interface Opened {
  readonly keys: Keys;
  /** The master keys in place, the newest first. */
  readonly present: readonly Key[];
  /** Older master keys that the backup needs and that are not in place. */
  readonly added: readonly Key[];
}

type Where = Pick<Settings, 'masterKeys' | 'masterKeyFile'>;

/**
 * Opens a backup with the master keys at hand, and those of before a rotation: in the backup itself, or kept when they were
 * replaced.
 * @throws CliProblem when one is missing
 */
export async function openBackup(settings: Where, folder: string, { masterKey }: Manifest): Promise<Opened> {
  const own = join(folder, KEYS, 'master.key');
  const isThere = hasMaster(settings);
  const [first, ...older] = isThere ? (await existing(settings)).masters : await keysOf(own);
  if (first === undefined)
    throw new CliProblem(
      'master-key-missing',
      `There is no master key: put the one of then (its id is ${masterKey}) into ${settings.masterKeyFile} first.`,
    );
  const present = [first, ...older] as const;
  const missing = masterKeysIn(join(folder, DATABASE)).filter((id) => !present.some((key) => key.id === id));
  if (missing.length === 0) return { keys: makeKeys(fixedKeys(...present)), present, added: [] };
  const known = [...(await keysOf(own)), ...(await readRetired(settings.masterKeyFile))];
  const added = missing.flatMap((id) => known.find((key) => key.id === id) ?? []);
  if (added.length < missing.length) throw wrong(settings, present, missing);
  if (isSetAside(settings))
    throw new CliProblem(
      'master-key-wrong',
      `This backup needs an older master key too (${missing.join(', ')}), which is in ${own} or in a file retired-….key ` +
        `beside ${settings.masterKeyFile}: append it to SMILE_MASTER_KEY, after the present one and a comma, then run this again.`,
    );
  return { keys: makeKeys(fixedKeys(...present, ...added)), present, added };
}

const keysOf = async (path: string): Promise<readonly Key[]> => (await readKeyFile(path)) ?? [];

/** Puts the older keys below those in place: until the next rotation both are needed. */
export async function addMasterKeys({ masterKeyFile }: Where, { present, added }: Opened): Promise<void> {
  const [first, ...older] = present;
  if (first !== undefined && added.length > 0) await replaceKeyFile(masterKeyFile, [first, ...older, ...added]);
}

function wrong(settings: Where, present: readonly Key[], missing: readonly string[]): CliProblem {
  const where = isSetAside(settings)
    ? 'append it to SMILE_MASTER_KEY, after the present one and a comma'
    : `add it as a line of its own at the end of ${settings.masterKeyFile}`;
  return new CliProblem(
    'master-key-wrong',
    `The master key at hand (${present.map(({ id }) => id).join(', ')}) cannot open this backup, which needs ` +
      `${missing.join(', ')}: find that key, ${where}, then run this again.`,
  );
}

function masterKeysIn(database: string): string[] {
  const copy = new DatabaseSync(database, { readOnly: true });
  try {
    return copy
      .prepare(`SELECT master_key_id AS id FROM data_keys UNION SELECT key_id FROM master_key WHERE key_id <> ''`)
      .all()
      .map(({ id }) => String(id));
  } finally {
    copy.close();
  }
}
