import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import Provider from 'oidc-provider';
import { configuration } from '../../../dev/oidc/configuration.ts';
import type { DemoPerson } from '../../../dev/oidc/people.ts';
import { listening } from './site.ts';

export const SECRET = 'a-secret-for-tests-only';

/** What a provider knows of somebody; roles are ours to give. */
type Claimed = Omit<DemoPerson, 'grants'>;

export interface TestProvider {
  readonly issuer: string;
  /** Who can log in, by `login_hint`; whatever is put in counts at once. */
  readonly people: Map<string, Claimed>;
  stop(): Promise<void>;
}

/** A real OpenID provider that lets in whom the hint names. */
export async function startProvider(redirectUri: string): Promise<TestProvider> {
  const people = new Map<string, Claimed>();
  let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  const server = createServer((request, response) => {
    answer(request, response);
  });
  const { url: issuer, stop } = await listening(server);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...privateKey.export({ format: 'jwk' }), kty: 'EC', use: 'sig', alg: 'ES256', kid: 'test' };
  const provider = new Provider(issuer, {
    ...configuration({
      keys: { jwks: { keys: [jwk] }, cookieKey: 'x'.repeat(43) },
      clientSecret: SECRET,
      redirectUri,
      person: (id) => {
        const one = people.get(id);
        return Promise.resolve(one && { ...one, grants: [] });
      },
    }),
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
  });
  const callback = provider.callback();
  answer = (request, response) => {
    // Nobody is remembered, so that each login is of whom it names.
    request.headers.cookie = (request.headers.cookie ?? '').replace(/dev_oidc(\.sig)?=[^;]*/g, '');
    if (request.url?.startsWith('/login/') !== true) {
      void callback(request, response);
      return;
    }
    void provider.interactionDetails(request, response).then(({ params }) => {
      const hint = params['login_hint'];
      const result =
        typeof hint === 'string' && people.has(hint)
          ? { login: { accountId: hint, remember: false } }
          : { error: 'access_denied', error_description: 'nobody' };
      return provider.interactionFinished(request, response, result);
    });
  };
  return { issuer, people, stop };
}
