import { z } from 'zod';

const KEY_BYTES = 32;

/** The address of a host on this machine only. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

const parsed = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);

const urlOf = (schemes: readonly string[], error: string) =>
  z.string().refine((text) => {
    const url = parsed(text);
    return url !== null && schemes.includes(url.protocol) && url.hostname !== '';
  }, error);

const hostAndPort = (error: string) =>
  z.string().refine((text) => {
    const port = /^(?:[A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\]):(\d{1,5})$/.exec(text)?.[1];
    return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
  }, error);

const wholeNumber = (least: number, most: number, error: string) =>
  z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most, error)
    .transform(Number);

const isDatabaseUrl = (text: string): boolean => {
  if (/^sqlite:/i.test(text)) return /^sqlite:(\/\/)?[^:/?#]*\/?[^:?#]+$/.test(text) && !text.includes(':memory:');
  const url = parsed(text);
  if (url === null || (url.protocol !== 'mysql:' && url.protocol !== 'mariadb:')) return false;
  return url.hostname !== '' && url.pathname.length > 1 && url.search === '' && url.hash === '';
};

const isKey = (text: string): boolean =>
  /^[A-Za-z0-9+/]{43}=$/.test(text) && Buffer.from(text, 'base64').length === KEY_BYTES;

/** Without TLS a provider's answers could be anybody's; only one on this very machine may do without. */
const isIssuer = (text: string): boolean => {
  const url = parsed(text);
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)));
};

const provider = z.strictObject(
  {
    id: z.string('must be a text').regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be small letters, digits and hyphens'),
    name: z.strictObject(
      { fr: z.string('must be a text').min(1), en: z.string('must be a text').min(1) },
      'must be {"fr": …, "en": …}',
    ),
    issuer: z.string('must be a text').refine(isIssuer, 'must be an https:// URL (http:// on this machine only)'),
    clientId: z.string('must be a text').min(1, 'must not be empty'),
    clientSecret: z.string('must be a text').min(1, 'must not be empty'),
    esiClaim: z.string('must be a text').min(1, 'must not be empty').optional(),
  },
  'has a field that is not known; known are id, name, issuer, clientId, clientSecret, esiClaim',
);

const providers = z
  .array(provider, 'must be a JSON array of providers')
  .refine((list) => new Set(list.map((one) => one.id)).size === list.length, 'has the same id twice');

const providersJson = z.string().transform((text, context): z.infer<typeof providers> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message would quote the text, and with it a secret.
    context.addIssue({ code: 'custom', message: 'must be valid JSON' });
    return z.NEVER;
  }
  const result = providers.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    context.addIssue({ code: 'custom', message: issue.message, path: [...issue.path] });
  }
  return z.NEVER;
});

/** An identity provider of OpenID Connect. */
export type OidcProvider = z.infer<typeof provider>;

/**
 * Every setting is one environment variable. Messages say what would be right and never repeat the value, which may
 * be a secret.
 */
export const variables = z.object({
  SMILE_DATA: z.string().default('./data'),
  SMILE_CACHE: z.string().optional(),
  DATABASE_URL: z
    .string()
    .refine(isDatabaseUrl, 'must be sqlite:/path/of/file, mysql://user:password@host:port/database or mariadb://…')
    .optional(),
  SMILE_URL: urlOf(['http:', 'https:'], 'must be the public address, such as https://smile.example.org')
    .refine((text) => {
      const url = parsed(text);
      return url === null || (url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '');
    }, 'must have no path, query or user: only https://host[:port]')
    .optional(),
  HOST: z
    .string()
    .regex(/^([A-Za-z0-9._-]+|[0-9a-fA-F:]+)$/, 'must be an address to listen on, such as 127.0.0.1 or 0.0.0.0')
    .default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535, 'must be a whole number from 1 to 65535, or 0 for any free port').default(3000),
  TEMPORAL_ADDRESS: hostAndPort('must be host:port, such as 127.0.0.1:7233').default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'must be letters, digits, dots and hyphens')
    .default('default'),
  SMTP_URL: urlOf(['smtp:', 'smtps:'], 'must be smtp://[user:password@]host[:port] or smtps://…').optional(),
  MAIL_FROM: z
    .string()
    .regex(
      /^(?:[^<>@\r\n]{1,100} <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/,
      'must be an address, such as SMILE <smile@example.org>',
    )
    .optional(),
  MAIL_GATHER: z
    .string()
    .regex(/^(off|([01]\d|2[0-3]):[0-5]\d)$/, 'must be a time of the day, such as 09:30, or off')
    .optional(),
  MAIL_QUIET: z.enum(['on', 'off'], 'must be on or off').optional(),
  SMILE_MASTER_KEY: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((one) => one !== ''))
    .refine(
      (keys) => keys.length > 0 && keys.every(isKey),
      'must be 32 random bytes in base64 (openssl rand -base64 32), or several such keys with commas between, the newest first',
    )
    .transform((keys) => keys.map((one) => Buffer.from(one, 'base64')))
    .optional(),
  SMILE_MASTER_KEY_FILE: z.string().optional(),
  SMILE_ERASED_FILE: z.string().optional(),
  SEAL_KEY_FILE: z.string().optional(),
  SEAL_CERT_FILE: z.string().optional(),
  OIDC_PROVIDERS: providersJson.default([]),
  CLAMD_ADDRESS: z
    .string()
    .refine(
      (text) => text.startsWith('/') || hostAndPort('').safeParse(text).success,
      'must be host:port or the path of a socket',
    )
    .optional(),
  TSA_URL: urlOf(['http:', 'https:'], 'must be the http(s):// address of a time-stamping authority').optional(),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be fatal, error, warn, info, debug, trace or silent',
    )
    .default('info'),
  NODE_ENV: z
    .enum(['production', 'development', 'test'], 'must be production, development or test')
    .default('development'),
  SMILE_DEV: z
    .enum(['0', '1', 'true', 'false'], 'must be 1 or 0')
    .default('0')
    .transform((text) => text === '1' || text === 'true'),
  TRUST_PROXY: wholeNumber(0, 10, 'must be the number of proxies in front, 0 to 10').default(0),
  RATE_LIMIT: wholeNumber(0, 1_000_000, 'must be a whole number of requests a minute, or 0 for no limit').optional(),
  UPLOAD_LIMIT_MIB: wholeNumber(1, 1024, 'must be a whole number of mebibytes from 1 to 1024').default(15),
});

/** The checked variables, before defaults that depend on one another. */
export type Variables = z.infer<typeof variables>;
