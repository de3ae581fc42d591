import { existsSync } from 'node:fs';
import type { Settings } from '../config/settings.ts';
import type { Key } from '../db/crypto.ts';
import { makeKeys, type Keys } from '../db/keys.ts';
import { loadMasterKeys } from '../db/master-key.ts';

/** What opens records that are there already. */
export interface Existing {
  /** The master keys, the newest first. */
  readonly masters: readonly Key[];
  readonly keys: Keys;
}

type Where = Pick<Settings, 'masterKeys' | 'masterKeyFile'>;

/** Opens them with the master key at hand: one that is missing is never made for them. @throws KeyUnavailable */
export async function existing({ masterKeys, masterKeyFile }: Where): Promise<Existing> {
  const masters = await loadMasterKeys({ masterKeys, masterKeyFile, dev: false });
  return { masters: masters.all(), keys: makeKeys(masters) };
}

/** The keys of files alone. @throws KeyUnavailable */
export const existingKeys = async (where: Where): Promise<Keys> => (await existing(where)).keys;

/** Whether a master key is at hand. */
export const hasMaster = (where: Where): boolean => isSetAside(where) || existsSync(where.masterKeyFile);

/** Whether it comes from the environment itself, not from its file. */
export const isSetAside = ({ masterKeys }: Where): boolean => masterKeys.length > 0;
