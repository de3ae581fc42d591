import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { Db } from './connect.ts';
import type { Keys } from './keys.ts';
import { payloadCodec } from './payload-codec.ts';

/** How worker and clients speak with Temporal: JSON, encrypted with the mobility's key. */
export const dataConverter = (db: Db, keys: Keys): DataConverter => ({
  payloadCodecs: [payloadCodec(db, keys)],
  failureConverterPath: fileURLToPath(new URL('../workflows/failures.ts', import.meta.url)),
});
