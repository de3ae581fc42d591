import { interactionPolicy } from 'oidc-provider';
import type { Configuration } from 'oidc-provider';
import { OIDC_CLIENT } from '../environment.ts';
import type { ProviderKeys } from './keys.ts';
import type { DemoPerson } from './people.ts';

export interface ProviderOptions {
  readonly keys: ProviderKeys;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly person: (id: string) => Promise<DemoPerson | undefined>;
}

const SCHAC = ['schac_personal_unique_code', 'eduperson_scoped_affiliation'];

/** The claims as the federations' proxies send them: the European Student Identifier and affiliations are lists. */
function claimsOf(one: DemoPerson): Record<string, unknown> {
  return {
    given_name: one.given,
    family_name: one.family,
    name: `${one.given} ${one.family}`,
    email: one.email,
    email_verified: true,
    ...(one.esi === undefined ? {} : { schac_personal_unique_code: [one.esi] }),
    ...(one.affiliation === undefined ? {} : { eduperson_scoped_affiliation: [one.affiliation] }),
  };
}

/** One confidential client, code flow with PKCE, consent never asked. */
export function configuration({ keys, clientSecret, redirectUri, person }: ProviderOptions): Configuration {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  return {
    clients: [
      {
        client_id: OIDC_CLIENT,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    jwks: keys.jwks,
    cookies: {
      keys: [keys.cookieKey],
      names: { session: 'dev_oidc', interaction: 'dev_oidc_i', resume: 'dev_oidc_r' },
    },
    pkce: { required: () => true },
    routes: { authorization: '/authorize' },
    scopes: ['openid', 'profile', 'email', ...SCHAC],
    claims: {
      openid: ['sub'],
      profile: ['given_name', 'family_name', 'name', ...SCHAC],
      email: ['email', 'email_verified'],
      ...Object.fromEntries(SCHAC.map((claim) => [claim, [claim]])),
    },
    // Also in the ID token, where clients that ask no userinfo look for them.
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { policy, url: (_, { uid }) => `/login/${uid}` },
    ttl: { Session: 3600, Interaction: 3600, Grant: 3600, AccessToken: 3600, IdToken: 3600, AuthorizationCode: 60 },
    findAccount: async (_, id) => {
      const one = await person(id);
      return one && { accountId: id, claims: () => ({ sub: id, ...claimsOf(one) }) };
    },
    loadExistingGrant: async ({ oidc }) => {
      const { client, session, provider } = oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(['openid', 'profile', 'email', ...SCHAC].join(' '));
      await grant.save();
      return grant;
    },
  };
}
