import { createHmac } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { inTransaction, type Tx } from '../../db/connect.ts';
import {
  deleteExpiredSessions,
  deleteSession,
  insertSession,
  markSeen,
  readSession,
  type SessionHolder,
  type StoredSession,
} from '../../db/identity/sessions.ts';
import { hashOfToken, randomToken } from '../../db/identity/token.ts';
import type { InstitutionId, PersonId } from '../../domain/ids.ts';
import { prefixOf } from './address.ts';
import { clearToken, sessionCookie, setToken, tokenIn } from './cookies.ts';
import { refuseForgery } from './csrf.ts';
import { nowOf, type IdentityDeps } from './deps.ts';

const IDLE_MS = 2 * 3_600_000;
const WHOLE_MS = 12 * 3_600_000;
/** A busy session is not written at each request. */
const SEEN_EVERY_MS = 60_000;

/** Somebody signed in. */
export interface Session extends StoredSession {
  /** What programs send as X-CSRF-Token. */
  readonly csrfToken: string;
}

interface Context {
  readonly session: Session | null;
  /** A cookie came, but its session is over. */
  readonly expired: boolean;
}

const contexts = new WeakMap<Request, Context>();
type SessionDeps = Pick<IdentityDeps, 'db' | 'settings' | 'now' | 'log'>;

/**
 * Finds out who sends a request, and refuses forged ones; goes before every route.
 * @throws Problem 403 `csrf`
 */
export function session(deps: SessionDeps): RequestHandler {
  return async (request, _response, next) => {
    const token = tokenIn(request, sessionCookie(deps.settings.url));
    const found = typeof token === 'string' ? await read(deps, token) : null;
    refuseForgery(request, deps.settings.url, found?.csrfHash ?? null);
    contexts.set(request, { session: found, expired: token !== undefined && found === null });
    next();
  };
}

/** The session of a request, or null. */
export const sessionOf = (request: Request): Session | null => contextOf(request).session;

/** The id of who sends a request, for the log; undefined for nobody, and for partners, who are nobody here. */
export function personIdOf(request: Request): PersonId | undefined {
  const holder = contexts.get(request)?.session?.holder;
  return holder?.kind === 'person' ? holder.person : undefined;
}

/** Whether somebody was signed in whose session is over. */
export const hadSession = (request: Request): boolean => contextOf(request).expired;

/** The request and its answer, where a cookie is to be set. */
export interface Exchange {
  readonly request: Request;
  readonly response: Response;
}

/**
 * Signs somebody in under a new id; the session that this browser had before is over.
 * @param first done in the same transaction before; when it throws nobody is signed in
 */
export async function openSession(
  deps: SessionDeps,
  { request, response }: Exchange,
  { institution, holder }: { readonly institution: InstitutionId; readonly holder: SessionHolder },
  first: (tx: Tx) => Promise<void> = () => Promise.resolve(),
): Promise<Session> {
  const now = nowOf(deps);
  const id = randomToken();
  const csrfToken = csrfTokenOf(id);
  const opened: Session = {
    idHash: hashOfToken(id),
    institution,
    holder,
    csrfToken,
    csrfHash: hashOfToken(csrfToken),
    createdAt: now.toISOString(),
    seenAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + WHOLE_MS).toISOString(),
    ipPrefix: prefixOf(request.ip),
  };
  const before = sessionOf(request);
  await deleteExpiredSessions(deps.db, now);
  await inTransaction(deps.db, async (tx) => {
    await first(tx);
    if (before !== null) await deleteSession(tx, before.idHash);
    await insertSession(tx, opened);
  });
  setToken(response, deps.settings.url, sessionCookie(deps.settings.url), id);
  contexts.set(request, { session: opened, expired: false });
  deps.log.info({ institution, ...whoOf(holder) }, 'signed in');
  return opened;
}

/** Signs out; doing it again changes nothing. */
export async function closeSession(deps: SessionDeps, { request, response }: Exchange): Promise<void> {
  const open = sessionOf(request);
  if (open !== null) {
    await deleteSession(deps.db, open.idHash);
    deps.log.info({ institution: open.institution, ...whoOf(open.holder) }, 'signed out');
  }
  clearToken(response, deps.settings.url, sessionCookie(deps.settings.url));
  response.set('Clear-Site-Data', '"storage"');
  contexts.set(request, { session: null, expired: false });
}

/** Ids alone: a partner's address stays out of the log. */
const whoOf = (holder: SessionHolder): Readonly<Record<string, string>> =>
  holder.kind === 'person'
    ? { person: holder.person, identified: holder.identified }
    : { reference: holder.bound.reference, task: holder.bound.task, identified: 'one-time-link' };

async function read(deps: SessionDeps, id: string): Promise<Session | null> {
  const now = nowOf(deps);
  const stored = await readSession(deps.db, hashOfToken(id), now);
  if (stored === null) return null;
  const idle = now.getTime() - Date.parse(stored.seenAt);
  if (idle > IDLE_MS) {
    await deleteSession(deps.db, stored.idHash);
    return null;
  }
  if (idle > SEEN_EVERY_MS) await markSeen(deps.db, stored.idHash, now);
  return { ...stored, csrfToken: csrfTokenOf(id) };
}

/** Follows from the id, which only the browser has: any of our processes can tell it, and the database cannot. */
const csrfTokenOf = (id: string): string => createHmac('sha256', id).update('smile csrf').digest('base64url');

function contextOf(request: Request): Context {
  const context = contexts.get(request);
  if (context === undefined) throw new Error('Put session() before the routes: nobody knows who sends this request.');
  return context;
}
