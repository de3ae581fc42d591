import { timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Sha256 } from '../../domain/ids.ts';
import { hashOfToken } from '../../db/identity/token.ts';
import { csrfRefused } from './problems.ts';

const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site makes a browser send. With a session, a proof is asked for: that the browser says the
 * request is of our own pages, or the session's token. Without one a program may call; a foreign page may not.
 * @param csrfHash of the session's token
 * @throws Problem 403 `csrf`
 */
export function refuseForgery(request: Request, ours: string, csrfHash: Sha256 | null): void {
  if (safe.has(request.method)) return;
  const from = originOf(request, ours);
  if (from === 'same') return;
  if (csrfHash === null ? from === 'unknown' : hasToken(request, csrfHash)) return;
  throw csrfRefused();
}

/** Whether the browser says that a page of ours sent this. */
export const isFromOurPage = (request: Request, ours: string): boolean => originOf(request, ours) === 'same';

function originOf(request: Request, ours: string): 'same' | 'other' | 'unknown' {
  const site = request.get('Sec-Fetch-Site');
  if (site !== undefined) return site === 'same-origin' ? 'same' : 'other';
  const origin = request.get('Origin');
  if (origin === undefined) return 'unknown';
  return origin === ours ? 'same' : 'other';
}

function hasToken(request: Request, csrfHash: Sha256): boolean {
  const token = request.get('X-CSRF-Token');
  return token !== undefined && timingSafeEqual(Buffer.from(hashOfToken(token)), Buffer.from(csrfHash));
}
