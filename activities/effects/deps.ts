import type { Db } from '../../db/connect.ts';
import type { Keys } from '../../db/keys.ts';
import type { Store } from '../documents/store.ts';
import type { SealIdentity } from '../seal/identity.ts';

/** What the effects need of the process that runs them. */
export interface EffectDeps {
  readonly db: Db;
  readonly keys: Keys;
  readonly store: Store;
  readonly seal: SealIdentity;
  /** The public address, without a slash at the end. */
  readonly url: string;
  readonly clamdAddress: string | null;
  readonly tsaUrl: string | null;
  /** Bytes. */
  readonly uploadLimit: number;
  readonly now: () => Date;
}
