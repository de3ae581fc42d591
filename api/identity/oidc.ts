import { setTimeout as sleep } from 'node:timers/promises';
import * as oidc from 'openid-client';
import type { OidcProvider } from '../../config/settings.ts';
import { isLoopback } from '../../config/variables.ts';
import type { IdentityDeps } from './deps.ts';
import { loginUnavailable, unknownProvider } from './problems.ts';

const TIMEOUT_SECONDS = 4;
const TRIES = 2;
const PAUSE_MS = 300;
/** A provider's addresses and keys may change; then we ask again. */
const KEPT_MS = 3_600_000;

/** A provider with what it says of itself. */
export interface ReadyProvider {
  readonly provider: OidcProvider;
  readonly config: oidc.Configuration;
}

/** The providers of OpenID Connect, asked for their metadata when first needed. */
export interface Providers {
  /** @throws Problem 404 `unknown-provider`, 503 `login-unavailable` */
  ready(id: string): Promise<ReadyProvider>;
}

export function makeProviders({ settings, log }: Pick<IdentityDeps, 'settings' | 'log'>): Providers {
  const kept = new Map<string, { config: oidc.Configuration; until: number }>();
  const asking = new Map<string, Promise<oidc.Configuration>>();

  async function ask(provider: OidcProvider): Promise<oidc.Configuration> {
    const config = await discover(provider, settings.dev);
    kept.set(provider.id, { config, until: Date.now() + KEPT_MS });
    return config;
  }

  return {
    async ready(id) {
      const provider = settings.oidcProviders.find((one) => one.id === id);
      if (provider === undefined) throw unknownProvider();
      const known = kept.get(id);
      if (known !== undefined && known.until > Date.now()) return { provider, config: known.config };
      // However many people wait, the provider is asked once.
      const asked =
        asking.get(id) ??
        ask(provider).finally(() => {
          asking.delete(id);
        });
      asking.set(id, asked);
      try {
        return { provider, config: await asked };
      } catch (error) {
        log.warn({ provider: id, reason: reasonOf(error) }, 'the OpenID provider gives no metadata');
        // What it said an hour ago is very likely still so.
        if (known !== undefined) return { provider, config: known.config };
        throw loginUnavailable(error);
      }
    },
  };
}

async function discover(provider: OidcProvider, dev: boolean): Promise<oidc.Configuration> {
  const issuer = new URL(provider.issuer);
  const insecure = dev && issuer.protocol === 'http:' && isLoopback(issuer.hostname);
  for (let tries = 1; ; tries += 1) {
    try {
      return await oidc.discovery(issuer, provider.clientId, undefined, authentication(provider.clientSecret), {
        timeout: TIMEOUT_SECONDS,
        execute: [oidc.enableNonRepudiationChecks, ...(insecure ? [oidc.allowInsecureRequests] : [])],
      });
    } catch (error) {
      if (tries === TRIES) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

/** Basic, as the standard has it where a provider says nothing; else what the provider takes. */
function authentication(secret: string): oidc.ClientAuth {
  const basic = oidc.ClientSecretBasic(secret);
  const post = oidc.ClientSecretPost(secret);
  return (server, client, body, headers) => {
    const takes = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    (takes.includes('client_secret_basic') ? basic : post)(server, client, body, headers);
  };
}

/** Why a provider's answer could not be had, without what it said: that may hold tokens or people's names. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('error' in error && typeof error.error === 'string') return error.error;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : error.name;
}
