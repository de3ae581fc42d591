import type { RequestHandler } from 'express';
import * as oidc from 'openid-client';
import { insertLoginState } from '../../db/identity/login-states.ts';
import { institutionName } from '../../db/identity/people.ts';
import { hashOfToken, randomToken } from '../../db/identity/token.ts';
import { Problem } from '../problem.ts';
import { loginCookie, setToken, tokenIn } from './cookies.ts';
import { nowOf, type IdentityDeps } from './deps.ts';
import { checked } from './input.ts';
import { localPath } from './local-path.ts';
import type { Providers } from './oidc.ts';
import { linkSessionNeeded, unknownInstitution } from './problems.ts';
import { loginQuery } from './schemas.ts';
import { sessionOf } from './sessions.ts';

const LIFE_MS = 10 * 60_000;
const START = '/me';
/** What federations' proxies ask for before they tell the European Student Identifier and the affiliation. */
const extraScopes = ['schac_personal_unique_code', 'eduperson_scoped_affiliation'];

export const callbackUrl = (base: string): string => `${base}/login/callback`;

/** `GET /login/:provider`: sends the browser to the provider; what its answer must match stays here. */
export function login(deps: IdentityDeps, providers: Providers): RequestHandler<{ provider: string }> {
  return async (request, response) => {
    const query = checked(loginQuery, request.query, 'query');
    if (query.hint !== undefined && !deps.settings.dev) throw wrong('hint', hintOnlyInDev);
    const next = query.next === undefined ? START : localPath(query.next);
    if (next === null) throw wrong('next', nextIsLocal);
    if ((await institutionName(deps.db, query.institution)) === null) throw unknownInstitution();
    const attach = query.attach === undefined ? undefined : linkedPerson(request, query.institution);
    const { provider, config } = await providers.ready(request.params.provider);

    const state = oidc.randomState();
    const nonce = oidc.randomNonce();
    const verifier = oidc.randomPKCECodeVerifier();
    const name = loginCookie(deps.settings.url);
    // Kept when it is there: two logins may be under way in two tabs.
    const browser = tokenIn(request, name) ?? randomToken();
    await insertLoginState(
      deps.db,
      state,
      {
        provider: provider.id,
        institution: query.institution,
        nonce,
        verifier,
        next,
        browser: hashOfToken(browser),
        ...(attach === undefined ? {} : { attach }),
      },
      nowOf(deps),
    );
    setToken(response, deps.settings.url, name, browser, LIFE_MS);
    const address = oidc.buildAuthorizationUrl(config, {
      redirect_uri: callbackUrl(deps.settings.url),
      scope: scopes(config, provider.esiClaim),
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(query.hint === undefined ? {} : { login_hint: query.hint }),
    });
    response.set('Cache-Control', 'no-store').redirect(303, address.href);
  };
}

/** The person whose one-time link opened this browser's session: a login asked for now is to be theirs. */
function linkedPerson(
  request: Parameters<typeof sessionOf>[0],
  institution: string,
): { person: string; session: string } {
  const session = sessionOf(request);
  const holder = session?.holder;
  const byLink = holder?.kind === 'person' && holder.identified === 'one-time-link';
  if (session === null || !byLink || session.institution !== institution) throw linkSessionNeeded();
  return { person: holder.person, session: session.idHash };
}

function scopes(config: oidc.Configuration, esiClaim?: string): string {
  const known = config.serverMetadata().scopes_supported ?? [];
  const more = [...extraScopes, ...(esiClaim === undefined ? [] : [esiClaim])].filter((scope) => known.includes(scope));
  return ['openid', 'profile', 'email', ...new Set(more)].join(' ');
}

const nextIsLocal = {
  en: 'must be a path of this site, such as /me',
  fr: 'doit être un chemin de ce site, comme /me',
};
const hintOnlyInDev = {
  en: 'is for the demo people of the embedded default: leave it out',
  fr: 'sert aux personnes de démonstration du mode local : à retirer',
};

const wrong = (field: string, why: Problem['detail']): Problem =>
  new Problem(
    422,
    'invalid-input',
    { en: `“${field}” ${why['en'] ?? ''}.`, fr: `« ${field} » ${why['fr'] ?? ''}.` },
    { fields: [{ field: `query/${field}`, why }] },
  );
