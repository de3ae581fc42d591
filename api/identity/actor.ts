import type { Request } from 'express';
import { actorFor } from '../../db/identity/actor.ts';
import { readLinkByHash } from '../../db/identity/links.ts';
import type { Actor } from '../../domain/authority/actor.ts';
import { nowOf, type IdentityDeps } from './deps.ts';
import { linkInvalid, notSignedIn, sessionExpired } from './problems.ts';
import { hadSession, sessionOf } from './sessions.ts';

/**
 * Who sends a request, with what they may do now.
 * @throws Problem 401 `not-signed-in` or `session-expired`; 410 `link-invalid` when a partner's link was withdrawn or
 *   has expired. A link used up by the act still lets its session read what was done.
 */
export async function actorOf(request: Request, deps: Pick<IdentityDeps, 'db' | 'now'>): Promise<Actor> {
  const session = sessionOf(request);
  if (session === null) throw hadSession(request) ? sessionExpired() : notSignedIn();
  const { institution, holder } = session;
  if (holder.kind === 'person') {
    const actor = await actorFor(deps.db, { institution, ...holder }, nowOf(deps));
    if (actor === null) throw notSignedIn();
    return actor;
  }
  const link = await readLinkByHash(deps.db, holder.link, nowOf(deps));
  if (link === null || link.status === 'withdrawn' || link.status === 'expired') throw linkInvalid();
  const { name, email, bound } = holder;
  const used = link.status === 'used' ? ({ used: true } as const) : {};
  return { kind: 'partner', institution, name, email, identified: 'one-time-link', bound, ...used };
}
