import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import Provider from 'oidc-provider';
import { z } from 'zod';
import { escapeHtml, sendPage } from './html.ts';
import { refuseOutsideDevelopment } from './loopback.ts';
import { configuration } from './oidc/configuration.ts';
import { providerKeys } from './oidc/keys.ts';
import { readPeople } from './oidc/people.ts';
import type { DemoPerson } from './oidc/people.ts';
import { messageOf } from './problem.ts';
import { serveUntilSignal } from './serve.ts';

const environment = z.object({
  SMILE_DATA: z.string().min(1),
  SMILE_URL: z.url(),
  DEV_OIDC_PORT: z.coerce.number().int().min(1).max(65_535),
  DEV_OIDC_SECRET: z.string().min(16),
  /** For tests: other institutions than the project's. */
  DEV_INSTITUTIONS: z.string().default(join(import.meta.dirname, '..', 'institutions')),
});

/** A local OpenID provider that lets anybody in as any demo person, without a password. */
async function main(): Promise<void> {
  refuseOutsideDevelopment('The local OpenID provider', process.env);
  const env = environment.parse(process.env);
  const people = (): Promise<Map<string, DemoPerson>> => readPeople(env.DEV_INSTITUTIONS, env.SMILE_DATA);
  await people(); // Broken files are told at the start, not to the first who logs in.
  const issuer = `http://127.0.0.1:${env.DEV_OIDC_PORT}`;
  const provider = new Provider(
    issuer,
    configuration({
      keys: await providerKeys(env.SMILE_DATA),
      clientSecret: env.DEV_OIDC_SECRET,
      redirectUri: new URL('/login/callback', env.SMILE_URL).href,
      person: async (id) => (await people()).get(id),
    }),
  );
  const callback = provider.callback();

  async function login(request: IncomingMessage, response: ServerResponse, chosen: string | undefined): Promise<void> {
    const { params, uid } = await provider.interactionDetails(request, response);
    const everybody = await people();
    const hint = params['login_hint'];
    const id = chosen ?? (typeof hint === 'string' ? hint : undefined);
    if (id !== undefined && everybody.has(id)) {
      await provider.interactionFinished(request, response, { login: { accountId: id, remember: false } });
      return;
    }
    const entries = [...everybody.values()].map(
      (one) =>
        `<li><a href="/login/${encodeURIComponent(uid)}/${encodeURIComponent(one.person)}">` +
        `${escapeHtml(`${one.given} ${one.family}`)}</a> <small>${escapeHtml([...one.grants.map(({ role }) => role), one.email].join(' · '))}</small>`,
    );
    const unknown = id === undefined ? '' : `<p>Nobody here is called “${escapeHtml(id)}”.</p>`;
    sendPage(response, id === undefined ? 200 : 404, 'Log in as', `${unknown}<ul>${entries.join('')}</ul>`);
  }

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    // Nobody is remembered: to be another person must take one click, not a logout first.
    request.headers.cookie = withoutSession(request.headers.cookie);
    const [, uid, person] = /^\/login\/([\w-]+)(?:\/([\w.-]+))?$/.exec(request.url?.split('?')[0] ?? '') ?? [];
    if (uid === undefined || request.method !== 'GET') {
      void callback(request, response);
      return;
    }
    login(request, response, person).catch((error: unknown) => {
      sendPage(response, 400, 'Log in again', `<p>This login cannot go on: ${escapeHtml(messageOf(error))}.</p>`);
    });
  };
  await serveUntilSignal(answer, env.DEV_OIDC_PORT);
}

const withoutSession = (cookies = ''): string =>
  cookies
    .split(/;\s*/)
    .filter((cookie) => !/^dev_oidc(\.sig)?=/.test(cookie))
    .join('; ');

await main();
