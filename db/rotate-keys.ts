import { inTransaction, type Db, type Tx } from './connect.ts';
import { KeyUnavailable, makeKey, randomKey, type Key } from './crypto.ts';
import { unwrap, wrap } from './keys.ts';
import { readKeyFile, removeDrafts, replaceKeyFile, type KeyList } from './master-key-file.ts';
import type { MasterKeySettings } from './master-key.ts';
import { openMasterKeys } from './open-keys.ts';
import { keepRetired } from './retired-keys.ts';
import { execute, forUpdate, select, selectOne } from './sql.ts';

export interface Rotation {
  /** The key that wraps everything now. */
  readonly newest: string;
  /** Those that wrapped something before, as far as they are still at hand. */
  readonly older: readonly string[];
  /** Keys of files that were wrapped anew, by this call. */
  readonly rewrapped: number;
  /** Keys of files under the newest master key, all in all. */
  readonly keys: number;
  /** Files whose key could not be unwrapped: their older master key stays. */
  readonly unreadable: readonly string[];
  /** Whether the older keys are gone from where the keys are kept: false where that is not ours to write. */
  readonly dropped: boolean;
  /** Files in which the older keys are kept from then on, for the backups that need them. */
  readonly retired: readonly string[];
}

const AT_ONCE = 50;

/**
 * Replaces the master key while people work: the new one is written beside the old, every key is wrapped anew in small
 * transactions, then the old one goes into a file of its own. It may be killed at any moment; run again, it goes on where it was.
 * @throws KeyUnavailable when it cannot begin, saying what to do
 */
export async function rotateKeys(db: Db, settings: MasterKeySettings): Promise<Rotation> {
  await openMasterKeys(db, { ...settings, dev: false });
  const keys = await begin(db, settings);
  const [newest, ...older] = keys;
  const { rewrapped, unreadable } = await rewrapAll(db, keys);
  const retired = older.length === 0 || unreadable.length > 0 ? null : await dropOlder(db, settings, newest);
  const row = await selectOne<{ n: number }>(db, 'SELECT COUNT(*) AS n FROM data_keys WHERE master_key_id = ?', [
    newest.id,
  ]);
  return {
    newest: newest.id,
    older: older.map(({ id }) => id),
    rewrapped,
    keys: row?.n ?? 0,
    unreadable,
    dropped: older.length === 0 || retired !== null,
    retired: retired ?? [],
  };
}

/** One at a time, on any number of machines; and nobody makes a new key meanwhile. */
const alone = <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> =>
  inTransaction(db, async (tx) => {
    await select(tx, `SELECT key_id FROM master_key WHERE n = 1${forUpdate(tx)}`);
    return work(tx);
  });

/**
 * The keys, the new one first: made, or that of a rotation that was cut short. The file has both before the database
 * says that the new one wraps: so it is with the lock held, although it writes a file.
 */
const begin = (db: Db, settings: MasterKeySettings): Promise<KeyList> =>
  alone(db, async (tx) => {
    const keys = settings.masterKeys.length > 0 ? ofEnvironment(settings) : await ofFile(settings.masterKeyFile);
    await execute(tx, 'UPDATE master_key SET key_id = ? WHERE n = 1', [keys[0].id]);
    return keys;
  });

async function ofFile(path: string): Promise<KeyList> {
  const there = await readKeyFile(path);
  if (there === null) throw new KeyUnavailable(`There is no master key to replace: ${path} does not exist.`);
  if (there.length > 1) return there;
  const keys: KeyList = [randomKey(), ...there];
  try {
    await removeDrafts(path);
    await replaceKeyFile(path, keys);
  } catch (cause) {
    throw new KeyUnavailable(
      `${path} cannot be written here, so put a new key (openssl rand -base64 32) into it by hand, as its first line, ` +
        'above the old one; restart API and worker; then run this again.',
      { cause },
    );
  }
  return keys;
}

function ofEnvironment({ masterKeys }: MasterKeySettings): KeyList {
  const [newest, ...older] = masterKeys.map(makeKey);
  if (newest === undefined || older.length === 0)
    throw new KeyUnavailable(
      'The master key is in SMILE_MASTER_KEY, which only you can change. Make a new key (openssl rand -base64 32); set ' +
        'SMILE_MASTER_KEY to NEW,OLD for API, worker and this command; restart API and worker; then run this again.',
    );
  return [newest, ...older];
}

async function rewrapAll(db: Db, keys: KeyList): Promise<{ rewrapped: number; unreadable: string[] }> {
  const unreadable: string[] = [];
  let rewrapped = 0;
  let after = '';
  for (;;) {
    const rows = await select<Row>(
      db,
      'SELECT reference, wrapped, master_key_id FROM data_keys WHERE master_key_id <> ? AND reference > ? ORDER BY reference LIMIT ?',
      [keys[0].id, after, AT_ONCE],
    );
    const last = rows.at(-1);
    if (last === undefined) return { rewrapped, unreadable };
    after = last.reference;
    const anew = rows.flatMap((row) => {
      const wrapped = rewrap(row, keys);
      if (wrapped === undefined) unreadable.push(row.reference);
      return wrapped === undefined ? [] : [{ ...row, wrapped }];
    });
    rewrapped += await inTransaction(db, (tx) => replace(tx, keys[0], anew));
  }
}

interface Row {
  readonly reference: string;
  readonly wrapped: Buffer;
  readonly master_key_id: string;
}

function rewrap({ reference, wrapped, master_key_id }: Row, keys: KeyList): Buffer | undefined {
  try {
    const master = keys.find(({ id }) => id === master_key_id);
    return wrap(keys[0], reference, unwrap(master, reference, wrapped));
  } catch (error) {
    if (error instanceof KeyUnavailable) return undefined;
    throw error;
  }
}

/** One that was erased or wrapped anew meanwhile is left as it is. */
async function replace(tx: Tx, { id }: Key, rows: readonly Row[]): Promise<number> {
  let replaced = 0;
  for (const { reference, wrapped, master_key_id: before } of rows)
    replaced += await execute(
      tx,
      'UPDATE data_keys SET wrapped = ?, master_key_id = ? WHERE reference = ? AND master_key_id = ?',
      [wrapped, id, reference, before],
    );
  return replaced;
}

/** Only when nothing needs them any more. @returns where they are kept; null where the keys are not ours to write */
const dropOlder = (db: Db, { masterKeys, masterKeyFile }: MasterKeySettings, newest: Key): Promise<string[] | null> =>
  alone(db, async (tx) => {
    if (masterKeys.length > 0) return null;
    const needed = await selectOne(tx, 'SELECT reference FROM data_keys WHERE master_key_id <> ? LIMIT 1', [newest.id]);
    const there = await readKeyFile(masterKeyFile);
    if (needed !== null || there?.[0].id !== newest.id) return null;
    const [, ...older] = there;
    try {
      await removeDrafts(masterKeyFile);
      const retired = await keepRetired(masterKeyFile, older);
      await replaceKeyFile(masterKeyFile, [newest]);
      return retired;
    } catch {
      return null;
    }
  });
