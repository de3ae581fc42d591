import type { Transaction } from 'sequelize';
import type { Db, Tx } from './connect.ts';
import { decrypt, encrypt, KeyUnavailable, makeKey, randomKey } from './crypto.ts';
import type { Key } from './crypto.ts';
import { fixedKeys, type MasterKeys } from './master-keys.ts';
import { forShare, insertIgnore, selectOne } from './sql.ts';

const KEPT_MS = 60_000;
const KEPT_KEYS = 10_000;

/** The keys of mobilities, one each, wrapped by the master key. */
export interface Keys {
  /** The key of a mobility, made when there is none. @throws KeyUnavailable when another master key wrapped it */
  dataKey(tx: Tx, reference: string): Promise<Key>;
  /** The key of a mobility that has one. @throws KeyUnavailable when there is none, or another master key wrapped it */
  existingKey(on: Db | Tx, reference: string): Promise<Key>;
  /** The same; null when there is none. @throws KeyUnavailable when another master key wrapped it */
  keyIfAny(on: Db | Tx, reference: string): Promise<Key | null>;
  /** Drops the copy kept in memory, which otherwise lives for a minute. */
  forget(reference: string): void;
}

/** @param now milliseconds, for tests */
export function makeKeys(master: Key | MasterKeys, now: () => number = Date.now): Keys {
  const masters = 'bytes' in master ? fixedKeys(master) : master;
  const kept = new Map<string, { key: Key; until: number }>();
  // A key made in a transaction is nobody else's before the commit, which may never come.
  const made = new WeakMap<Transaction, Map<string, Key>>();

  async function find(on: Db | Tx, reference: string): Promise<Key | null> {
    const mine = 'transaction' in on ? made.get(on.transaction)?.get(reference) : undefined;
    if (mine !== undefined) return mine;
    const known = kept.get(reference);
    if (known !== undefined && known.until > now()) return known.key;
    kept.delete(reference);
    const row = await selectOne<{ wrapped: Buffer; master_key_id: string }>(
      on,
      'SELECT wrapped, master_key_id FROM data_keys WHERE reference = ?',
      [reference],
    );
    if (row === null) return null;
    const key = unwrap(await masters.byId(row.master_key_id), reference, row.wrapped);
    if (kept.size >= KEPT_KEYS) kept.clear();
    kept.set(reference, { key, until: now() + KEPT_MS });
    return key;
  }

  /**
   * The master key for a new key. Once one was replaced the database says which: its row stays locked until this
   * transaction ends, so that no new key is wrapped by the old one behind the back of who replaces it.
   */
  async function wrapping(tx: Tx): Promise<Key> {
    const row = await selectOne<{ key_id: string }>(tx, `SELECT key_id FROM master_key WHERE n = 1${forShare(tx)}`);
    const id = row?.key_id ?? '';
    const found = id === '' ? masters.newest() : await masters.byId(id);
    if (found === undefined)
      throw new KeyUnavailable(
        `The master key was replaced by another (${id}), which is not at hand: put it in place.`,
      );
    return found;
  }

  return {
    keyIfAny: find,
    async existingKey(on, reference) {
      const key = await find(on, reference);
      if (key === null)
        throw new KeyUnavailable(`${reference} has no key: there is no such mobility, or it was erased.`);
      return key;
    },
    async dataKey(tx, reference) {
      const found = await find(tx, reference);
      if (found !== null) return found;
      const key = randomKey();
      const wraps = await wrapping(tx);
      const isNew = await insertIgnore(tx, 'data_keys', {
        reference,
        wrapped: wrap(wraps, reference, key),
        master_key_id: wraps.id,
        created_at: new Date(now()).toISOString(),
      });
      if (!isNew) return this.existingKey(tx, reference);
      const own = made.get(tx.transaction) ?? new Map<string, Key>();
      made.set(tx.transaction, own.set(reference, key));
      return key;
    },
    forget(reference) {
      kept.delete(reference);
    },
  };
}

const aad = (reference: string): string => `data-key:${reference}`;

/** A data key as it is kept. */
export const wrap = (master: Key, reference: string, key: Key): Buffer => encrypt(master, aad(reference), key.bytes);

/** @throws KeyUnavailable when this is not the master key that wrapped it */
export function unwrap(master: Key | undefined, reference: string, wrapped: Buffer): Key {
  try {
    if (master === undefined) throw new KeyUnavailable('There is no such master key.');
    return makeKey(decrypt(master, aad(reference), wrapped));
  } catch (error) {
    if (!(error instanceof KeyUnavailable)) throw error;
    throw new KeyUnavailable(
      `The key of ${reference} cannot be unwrapped: the master key is not the one that wrapped it.`,
      {
        cause: error,
      },
    );
  }
}
