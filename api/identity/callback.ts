import type { RequestHandler } from 'express';
import * as oidc from 'openid-client';
import { isLoopback } from '../../config/variables.ts';
import { readLoginState, takeLoginState, type LoginState } from '../../db/identity/login-states.ts';
import { hashOfToken } from '../../db/identity/token.ts';
import type { Problem } from '../problem.ts';
import { attach, type Attachment } from './attach.ts';
import { esisIn, keptClaims } from './claims.ts';
import { loginCookie, tokenIn } from './cookies.ts';
import { nowOf, type IdentityDeps } from './deps.ts';
import { callbackUrl } from './login.ts';
import { reasonOf, type Providers, type ReadyProvider } from './oidc.ts';
import {
  identityConflict,
  loginExpired,
  loginInvalid,
  loginRefused,
  loginUnavailable,
  notNominated,
  otherBrowser,
} from './problems.ts';
import { openSession, sessionOf } from './sessions.ts';

const LONGEST_SUBJECT = 255;

/** `GET /login/callback`: the provider's answer. Signs in whom it is about, or says why not. */
export function callback(deps: IdentityDeps, providers: Providers): RequestHandler {
  return async (request, response) => {
    const { state } = request.query;
    if (typeof state !== 'string') throw loginInvalid();
    const begun = await readLoginState(deps.db, state, nowOf(deps));
    if (begun === null) throw loginExpired();
    // Before the login is ended: who has learned of its state must not be able to end it for somebody else.
    const browser = tokenIn(request, loginCookie(deps.settings.url));
    if (typeof browser !== 'string' || hashOfToken(browser) !== begun.browser) throw otherBrowser();
    const ready = await providers.ready(begun.provider);
    if (!(await takeLoginState(deps.db, state))) throw loginExpired();

    const answer = new URL(callbackUrl(deps.settings.url));
    answer.search = new URL(request.originalUrl, deps.settings.url).search;
    const said = await claimsOf(ready, answer, state, begun, deps);
    const { issuer } = ready.config.serverMetadata();
    const { esiClaim } = ready.provider;
    const linked = begun.attach?.session === sessionOf(request)?.idHash ? begun.attach?.person : undefined;
    const found = await attach(deps.db, {
      login: { institution: begun.institution, issuer, subject: said.sub },
      claims: keptClaims(said, issuer, nowOf(deps), esiClaim),
      esis: esisIn(said, esiClaim),
      ...(linked === undefined ? {} : { linked }),
    });
    const person = personIn(found, begun, deps);
    const demo = deps.settings.dev && isLoopback(new URL(issuer).hostname);
    await openSession(
      deps,
      { request, response },
      {
        institution: begun.institution,
        holder: { kind: 'person', person, identified: demo ? 'demo' : 'federated-login' },
      },
    );
    response.set('Cache-Control', 'no-store').redirect(303, begun.next);
  };
}

type Said = Readonly<Record<string, unknown>> & { readonly sub: string };

/** Exchanges the code and reads the claims, those of the userinfo endpoint too: some providers tell the ESI only there. */
async function claimsOf(
  { config, provider }: ReadyProvider,
  answer: URL,
  state: string,
  { nonce, verifier }: LoginState,
  { log }: IdentityDeps,
): Promise<Said> {
  try {
    const tokens = await oidc.authorizationCodeGrant(config, answer, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const said = tokens.claims();
    if (said === undefined || said.sub.length > LONGEST_SUBJECT) throw new RangeError('There is no usable subject.');
    const asked = config.serverMetadata().userinfo_endpoint !== undefined;
    const more = asked ? await oidc.fetchUserInfo(config, tokens.access_token, said.sub) : {};
    return { ...said, ...more, sub: said.sub };
  } catch (error) {
    log.warn({ provider: provider.id, reason: reasonOf(error) }, 'a login failed at the provider');
    throw problemOfLogin(error);
  }
}

/** Network, time-outs and the provider's own errors; with our client refused, an administrator must mend it. */
const unavailable: ReadonlySet<string> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'invalid_client',
  'unauthorized_client',
  'server_error',
  'temporarily_unavailable',
]);

function problemOfLogin(error: unknown): Problem {
  const reason = reasonOf(error);
  if (unavailable.has(reason) || (error instanceof TypeError && !('code' in error))) return loginUnavailable(error);
  if (error instanceof oidc.AuthorizationResponseError) {
    return loginRefused(/^[a-z_]{1,40}$/.test(reason) ? reason : 'refused', error);
  }
  return loginInvalid(error);
}

function personIn(found: Attachment, begun: LoginState, { log }: IdentityDeps): string {
  if (found.kind === 'person') return found.person;
  if (found.kind === 'nobody') throw notNominated();
  const { why, people } = found;
  log.warn({ institution: begun.institution, provider: begun.provider, why, people }, 'a login fits no single person');
  throw identityConflict();
}
