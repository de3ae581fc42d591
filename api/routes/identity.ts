import { openLinkBody, openedLink, requestedLink, requestLinkBody, sessionView } from '../identity/schemas.ts';
import { none, type RouteDescription } from './route.ts';

const tag = 'Signing in';

/** The routes of signing in, which have a router of their own, for the document. */
export const identityRoutes: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/api/session',
    tag,
    summary: 'Who is signed in, and the token that programs send as X-CSRF-Token',
    request: none,
    responses: { 200: { description: 'The session', schema: sessionView } },
  },
  {
    method: 'post',
    path: '/api/session/logout',
    tag,
    summary: 'Sign out',
    open: true,
    request: none,
    responses: { 204: { description: 'Signed out' } },
  },
  {
    method: 'post',
    path: '/api/links',
    tag,
    summary: 'Open a one-time link: the token after # of its address',
    open: true,
    request: { ...none, body: openLinkBody },
    responses: {
      200: { description: 'A session is open', schema: openedLink },
      410: { description: 'Used, expired, withdrawn, or there is no such link' },
      429: { description: 'Too many attempts' },
    },
  },
  {
    method: 'post',
    path: '/api/links/request',
    tag,
    summary: 'Ask for a link to sign in by; the answer is the same whether the address is known or not',
    open: true,
    request: { ...none, body: requestLinkBody },
    responses: {
      202: { description: 'A mail is on its way if the address is known', schema: requestedLink },
      429: { description: 'Too many attempts' },
    },
  },
];
