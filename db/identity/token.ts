import { createHash, randomBytes } from 'node:crypto';
import type { Sha256 } from '../../domain/ids.ts';

/** 256 random bits, for whoever holds them; we keep the hash only. */
export const randomToken = (): string => randomBytes(32).toString('base64url');

/**
 * What is kept of a token. Looking a row up by it tells nothing by its time: who guesses does not choose the hash. A
 * plain hash is enough, since tokens are random and not chosen by people.
 */
export const hashOfToken = (token: string): Sha256 => createHash('sha256').update(token).digest('hex');
