import type { Key } from './crypto.ts';

/** The keys that wrap all others: one, or several while the newest replaces those before. */
export interface MasterKeys {
  /** The one that wraps what is new. */
  newest(): Key;
  /** One by its id, looked for again where it came from when it is not known: a newer one may be there by now. */
  byId(id: string): Promise<Key | undefined>;
  /** All, the newest first. */
  all(): readonly Key[];
}

/** Keys that stay as they are. */
export function fixedKeys(...keys: readonly [Key, ...Key[]]): MasterKeys {
  return {
    newest: () => keys[0],
    byId: (id) => Promise.resolve(keys.find((key) => key.id === id)),
    all: () => keys,
  };
}
