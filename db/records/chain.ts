import { createHash, randomBytes } from 'node:crypto';
import { canonical } from '../../domain/hash.ts';
import type { Sha256 } from '../../domain/ids.ts';
import type { Recorded } from '../../domain/mobility/events.ts';

/** What precedes the first event. */
export const GENESIS: Sha256 = '0'.repeat(64);

/** An event as it is encrypted: the salt stands inside, so that after erasure the chain verifies and tells nothing. */
export interface EventBody {
  readonly salt: string;
  readonly by: Recorded['by'];
  readonly event: Recorded['event'];
}

export const saltedBody = ({ by, event }: Recorded): EventBody => ({
  salt: randomBytes(16).toString('hex'),
  by,
  event,
});

/** The salted hash of what an event says; it stands in clear, and tells nothing without the salt. */
export const payloadHash = ({ salt, by, event }: EventBody): Sha256 =>
  createHash('sha256').update(salt).update(canonical({ by, event })).digest('hex');

/** The hash of an event, which holds all before it: H(previous, seq, type, time, H(salt, canonical payload)). */
export const eventHash = (previous: Sha256, seq: number, type: string, at: string, payload: Sha256): Sha256 =>
  createHash('sha256')
    .update([previous, String(seq), type, at, payload].join('\n'))
    .digest('hex');
