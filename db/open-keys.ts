import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from './connect.ts';
import { KeyUnavailable } from './crypto.ts';
import { loadMasterKeys, type MasterKeySettings } from './master-key.ts';
import type { MasterKeys } from './master-keys.ts';
import { select } from './sql.ts';

const TRIES = 5;
const BETWEEN_MS = 200;

/**
 * The master keys of a process, when they are those of its database: with another one nobody could read a single file,
 * and what is new could be read by nobody else.
 * @throws KeyUnavailable when one is missing, malformed, or not the one of this database
 */
export async function openMasterKeys(db: Db, settings: MasterKeySettings): Promise<MasterKeys> {
  for (let tries = 1; ; tries += 1) {
    const named = await namedKeys(db);
    // A new key is made only where it cannot be the wrong one.
    const masters = await loadMasterKeys({ ...settings, dev: settings.dev && named.length === 0 });
    const missing = named.filter((id) => !masters.all().some((key) => key.id === id));
    if (missing.length === 0) return masters;
    // Somebody may be replacing the key just now: then file and database agree in a moment.
    if (tries === TRIES) throw wrong(settings, missing, named);
    await sleep(BETWEEN_MS);
  }
}

/** The ids of all master keys that something in the database needs. An index answers, whatever the number of files. */
async function namedKeys(db: Db): Promise<string[]> {
  const rows = await select<{ id: string }>(
    db,
    `SELECT master_key_id AS id FROM data_keys GROUP BY master_key_id
     UNION SELECT key_id AS id FROM master_key WHERE key_id <> ''`,
  );
  return rows.map(({ id }) => id);
}

function wrong(settings: MasterKeySettings, missing: readonly string[], named: readonly string[]): KeyUnavailable {
  const where = settings.masterKeys.length > 0 ? 'SMILE_MASTER_KEY' : settings.masterKeyFile;
  return new KeyUnavailable(
    missing.length === named.length
      ? `The master key in ${where} is not the one of this database, so no file could be read: put the right one back ` +
          `(the database names ${missing.join(', ')}).`
      : `A master key is missing in ${where}, so part of the files could not be read: put it back below the newer one ` +
          `(the database names ${missing.join(', ')}).`,
  );
}
