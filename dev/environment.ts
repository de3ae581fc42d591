import type { Settings } from '../config/settings.ts';
import type { Ports } from './ports.ts';

/** What the embedded start decides for its programs. */
export interface Embedded {
  readonly ports: Ports;
  /** host:port */
  readonly temporal: string;
  readonly url: string;
  /** Of the local OpenID provider; null where OIDC_PROVIDERS names others. */
  readonly oidc: { readonly issuer: string; readonly clientSecret: string } | null;
  /** Address of the mail catcher's page; null where SMTP_URL names another server. */
  readonly mails: string | null;
}

/** The one place that says which environment the programs of the embedded start get. */
export function childEnvironment(base: NodeJS.ProcessEnv, settings: Settings, embedded: Embedded): NodeJS.ProcessEnv {
  const { ports, temporal, url, oidc, mails } = embedded;
  return {
    ...base,
    SMILE_DATA: settings.data,
    SMILE_DEV: '1',
    SMILE_URL: url,
    HOST: settings.host,
    PORT: String(ports.api),
    DATABASE_URL: settings.databaseUrl,
    TEMPORAL_ADDRESS: temporal,
    ...(oidc === null
      ? {}
      : {
          OIDC_PROVIDERS: JSON.stringify([
            {
              id: LOCAL_PROVIDER,
              name: { fr: 'Personnes de démonstration', en: 'Demo people' },
              issuer: oidc.issuer,
              clientId: OIDC_CLIENT,
              clientSecret: oidc.clientSecret,
              esiClaim: 'schac_personal_unique_code',
            },
          ]),
          DEV_OIDC_PORT: String(ports.oidc),
          DEV_OIDC_SECRET: oidc.clientSecret,
        }),
    ...(mails === null
      ? {}
      : {
          SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
          MAILS_URL: mails,
          DEV_MAIL_PORT: String(ports.mail),
          DEV_SMTP_PORT: String(ports.smtp),
        }),
  };
}

/** The id of the local provider, in addresses too: `/login/local`. */
export const LOCAL_PROVIDER = 'local';

/** The client id of SMILE at the local provider. */
export const OIDC_CLIENT = 'smile';
