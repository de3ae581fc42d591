import type { CookieOptions, Request, Response } from 'express';

/** The name of a cookie of ours; with TLS one that only this very host can have set, and only over TLS. */
const named = (name: string, url: string): string => (url.startsWith('https:') ? `__Host-${name}` : name);

export const sessionCookie = (url: string): string => named('smile', url);
/** Binds a login under way to the browser that began it. */
export const loginCookie = (url: string): string => named('smile-login', url);

/** Keeps the language that somebody chose. */
export const languageCookie = (url: string): string => named('lang', url);

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The token in a cookie; undefined when there is no such cookie, null when it is none of ours. */
export function tokenIn(request: Request, name: string): string | null | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at === -1 || pair.slice(0, at).trim() !== name) continue;
    const value = pair.slice(at + 1).trim();
    return TOKEN.test(value) ? value : null;
  }
  return undefined;
}

const options = (url: string): CookieOptions => ({
  httpOnly: true,
  // Not strict: the provider's redirect back to us must carry it.
  sameSite: 'lax',
  path: '/',
  secure: url.startsWith('https:'),
});

/** @param lifeMs without it the cookie lives as long as the browser */
export function setToken(response: Response, url: string, name: string, token: string, lifeMs?: number): void {
  response.cookie(name, token, { ...options(url), ...(lifeMs === undefined ? {} : { maxAge: lifeMs }) });
}

export function clearToken(response: Response, url: string, name: string): void {
  response.clearCookie(name, options(url));
}
