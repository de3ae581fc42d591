import type { Settings } from '../config/settings.ts';
import { KeyUnavailable, makeKey } from './crypto.ts';
import type { Key } from './crypto.ts';
import { createKeyFile, readKeyFile } from './master-key-file.ts';
import { fixedKeys, type MasterKeys } from './master-keys.ts';

export type MasterKeySettings = Pick<Settings, 'masterKeys' | 'masterKeyFile' | 'dev'>;

/**
 * The master keys: from SMILE_MASTER_KEY, else from their file, which the embedded default makes.
 * @throws KeyUnavailable saying what to do
 */
export async function loadMasterKeys(settings: MasterKeySettings): Promise<MasterKeys> {
  const [first, ...older] = settings.masterKeys.map(makeKey);
  if (first !== undefined) return fixedKeys(first, ...older);
  const path = settings.masterKeyFile;
  const found = await readKeyFile(path);
  if (found !== null) return keysOfFile(path, found);
  if (!settings.dev) {
    throw new KeyUnavailable(
      `There is no master key: SMILE_MASTER_KEY is not set and ${path} does not exist. Put the key back; only for a ` +
        'new installation make one (openssl rand -base64 32).',
    );
  }
  await createKeyFile(path);
  const made = await readKeyFile(path);
  if (made === null) throw new KeyUnavailable(`The master key in ${path} was taken away as soon as it was made.`);
  return keysOfFile(path, made);
}

function keysOfFile(path: string, found: readonly [Key, ...Key[]]): MasterKeys {
  let keys = found;
  return {
    newest: () => keys[0],
    async byId(id) {
      const known = keys.find((key) => key.id === id);
      if (known !== undefined) return known;
      keys = (await readKeyFile(path)) ?? keys;
      return keys.find((key) => key.id === id);
    },
    all: () => keys,
  };
}
