import { expect } from 'chai';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as client from 'openid-client';
import { freePort } from '../../dev/ports.ts';
import { startScript, temporaryFolder, until } from './local.ts';
import type { Started } from './local.ts';

const SECRET = 'a-secret-for-tests-only';
const CALLBACK = 'http://127.0.0.1:3999/login/callback';
const ESI = 'urn:schac:personalUniqueCode:int:esi:uni-graz.at:123';

/** Follows redirects as a browser with a cookie jar would, up to the client's callback. */
async function follow(
  start: URL,
  steps: string[] = [],
): Promise<{ callback?: URL; page: string; at: URL; status: number }> {
  const jar = new Map<string, string>();
  let at = start;
  for (let step = 0; step < 10; step += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(at, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      jar.set(name!, value!);
    }
    const location = answer.headers.get('location');
    if (location === null) {
      const page = await answer.text();
      const choice = steps.shift();
      const link = choice === undefined ? undefined : new RegExp(`href="(/login/[^"]+/${choice})"`).exec(page)?.[1];
      if (link === undefined) return { page, at, status: answer.status };
      at = new URL(link, at);
      continue;
    }
    await answer.body?.cancel();
    at = new URL(location, at);
    if (at.href.startsWith(CALLBACK)) return { callback: at, page: '', at, status: answer.status };
  }
  throw new Error('too many redirects');
}

describe('the local OpenID provider', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let provider: Started;
  let env: Record<string, string>;
  let config: client.Configuration;

  async function start(): Promise<void> {
    provider = startScript('dev/oidc.ts', env);
    config = await until('discovery', () =>
      client.discovery(new URL(`http://127.0.0.1:${env['DEV_OIDC_PORT']}`), 'smile', SECRET, undefined, {
        execute: [client.allowInsecureRequests],
      }),
    );
  }

  async function stop(): Promise<void> {
    provider.child.kill('SIGTERM');
    expect(await provider.ended).to.equal(0);
  }

  async function authorization(
    extra: Record<string, string>,
  ): Promise<{ url: URL; checks: client.AuthorizationCodeGrantChecks }> {
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid profile email',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
      ...extra,
    });
    return { url, checks: { pkceCodeVerifier, expectedState, expectedNonce } };
  }

  before(async () => {
    folder = await temporaryFolder();
    const institutions = join(folder.path, 'institutions');
    await mkdir(join(institutions, 'caen'), { recursive: true });
    await writeFile(
      join(institutions, 'caen', 'institution.yaml'),
      [
        'institution: caen',
        'demo:',
        '  people:',
        `    - { person: anna, given: Anna, family: "Huber & <b>Söhne</b>", email: anna@uni-graz.at, esi: "${ESI}", affiliation: student@uni-graz.at, grants: [] }`,
        '    - { person: camille, given: Camille, family: Leroy, email: camille@unicaen.fr }',
      ].join('\n'),
    );
    env = {
      SMILE_DATA: folder.path,
      SMILE_URL: 'http://127.0.0.1:3999',
      DEV_OIDC_PORT: String(await freePort()),
      DEV_OIDC_SECRET: SECRET,
      DEV_INSTITUTIONS: institutions,
    };
    await start();
  });

  after(async () => {
    await stop();
    await folder.remove();
  });

  it('lets the person of a login_hint in without a form, with the claims of a federation', async () => {
    const { url, checks } = await authorization({ login_hint: 'anna' });
    const { callback } = await follow(url);
    const tokens = await client.authorizationCodeGrant(config, callback!, checks);
    const claims = tokens.claims()!;
    expect(claims).to.include({ sub: 'anna', given_name: 'Anna', email: 'anna@uni-graz.at' });
    expect(claims['schac_personal_unique_code']).to.deep.equal([ESI]);
    expect(claims['eduperson_scoped_affiliation']).to.deep.equal(['student@uni-graz.at']);
    const info = await client.fetchUserInfo(config, tokens.access_token, 'anna');
    expect(info).to.deep.include({
      sub: 'anna',
      family_name: 'Huber & <b>Söhne</b>',
      schac_personal_unique_code: [ESI],
    });
  });

  it('shows everybody without a hint, as text, and lets in whom one chooses', async () => {
    const { url, checks } = await authorization({});
    const { page, status } = await follow(url);
    expect(status).to.equal(200);
    expect(page).to.include('Camille Leroy').and.include('Huber &amp; &lt;b&gt;Söhne').and.not.include('<b>');
    const { callback } = await follow((await authorization({ state: checks.expectedState as string })).url, [
      'camille',
    ]);
    expect(callback!.searchParams.get('code')).to.be.a('string');
  });

  it('is another person at once, though somebody was logged in before', async () => {
    for (const person of ['anna', 'camille', 'anna']) {
      const { url, checks } = await authorization({ login_hint: person });
      const tokens = await client.authorizationCodeGrant(config, (await follow(url)).callback!, checks);
      expect(tokens.claims()!.sub).to.equal(person);
    }
  });

  it('knows people who were added while it runs, and nobody else', async () => {
    const { url } = await authorization({ login_hint: 'newcomer' });
    const before = await follow(url);
    expect(before.status).to.equal(404);
    expect(before.page).to.include('Nobody here is called “newcomer”');
    await writeFile(
      join(folder.path, 'demo-people.json'),
      JSON.stringify([{ person: 'newcomer', given: 'New', family: 'Comer', email: 'new@example.org' }]),
    );
    const { callback } = await follow((await authorization({ login_hint: 'newcomer' })).url);
    expect(callback!.searchParams.has('code')).to.equal(true);
  });

  it('refuses a request without PKCE, and a code with the wrong verifier', async () => {
    const { url } = await authorization({ login_hint: 'anna' });
    url.searchParams.delete('code_challenge');
    url.searchParams.delete('code_challenge_method');
    const { callback } = await follow(url);
    expect(callback!.searchParams.get('error')).to.equal('invalid_request');
    const second = await authorization({ login_hint: 'anna' });
    const answer = await follow(second.url);
    const wrong = { ...second.checks, pkceCodeVerifier: client.randomPKCECodeVerifier() };
    const error: unknown = await client
      .authorizationCodeGrant(config, answer.callback!, wrong)
      .catch((thrown: unknown) => thrown);
    expect(error).to.include({ error: 'invalid_grant' });
  });

  it('refuses another place to return to', async () => {
    const { url } = await authorization({ login_hint: 'anna', redirect_uri: 'http://127.0.0.1:3999/elsewhere' });
    const { callback, status } = await follow(url);
    expect(callback).to.equal(undefined);
    expect(status).to.equal(400);
  });

  it('signs with the same key after a restart', async () => {
    const keys = async (): Promise<string> => (await fetch(config.serverMetadata().jwks_uri!)).text();
    const first = await keys();
    await stop();
    await start();
    expect(await keys()).to.equal(first);
    expect(await readFile(join(folder.path, 'keys', 'dev-oidc.json'), 'utf8')).to.include('"d":');
    expect(first).to.not.include('"d":');
  });

  it('answers nobody who asks under another host name', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request(
        { port: Number(env['DEV_OIDC_PORT']), host: '127.0.0.1', headers: { host: 'evil.example' } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      ).end();
    });
    expect(status).to.equal(421);
  });

  it('does not start when two institutions have somebody of one name', async () => {
    const institutions = join(folder.path, 'two');
    for (const name of ['a', 'b']) {
      await mkdir(join(institutions, name), { recursive: true });
      const person = '{ person: admin, given: A, family: B, email: a@example.org }';
      await writeFile(join(institutions, name, 'institution.yaml'), `demo: { people: [${person}] }`);
    }
    const refused = startScript('dev/oidc.ts', { ...env, DEV_INSTITUTIONS: institutions });
    expect(await refused.ended).to.equal(1);
    expect(refused.written.stderr).to.match(/b\/institution\.yaml: somebody else is already called "admin"/);
  });

  for (const [setting, value] of [
    ['NODE_ENV', 'production'],
    ['HOST', '0.0.0.0'],
  ] as const) {
    it(`does not start with ${setting}=${value}`, async () => {
      const refused = startScript('dev/oidc.ts', { ...env, DEV_OIDC_PORT: String(await freePort()), [setting]: value });
      expect(await refused.ended).to.equal(1);
      expect(refused.written.stderr).to.include(`${setting}=${value}`);
    });
  }
});
