import { addColumn, optional, sha256 } from '../schema.ts';
import type { Migration } from '../schema.ts';

/**
 * The salted hash of each event's payload, in clear: with it the chain still verifies when the key is destroyed. Null
 * for events written before; whoever has the key can fill it in.
 */
export const payloadHashes: Migration = {
  name: '0006-payload-hashes',
  up: (on) => addColumn(on, 'events', 'payload_hash', optional(sha256())),
};
