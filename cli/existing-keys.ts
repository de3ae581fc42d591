import type { Settings } from '../config/settings.ts';
import type { Key } from '../db/crypto.ts';
import { makeKeys, type Keys } from '../db/keys.ts';
import { loadMasterKey } from '../db/master-key.ts';

type Where = Pick<Settings, 'masterKey' | 'masterKeyFile'>;

/** The master key of records that are there already: one that is missing is never made for them. */
export const existingMaster = ({ masterKey, masterKeyFile }: Where): Promise<Key> =>
  loadMasterKey({ masterKey, masterKeyFile, dev: false });

/** The keys of files, by the same master key. */
export const existingKeys = async (settings: Where): Promise<Keys> => makeKeys(await existingMaster(settings));
