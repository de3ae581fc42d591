import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { closest } from './closest.ts';
import { isLoopback, variables } from './variables.ts';
import type { OidcProvider, Variables } from './variables.ts';

export type { OidcProvider } from './variables.ts';

/** What the processes are told from outside. Paths are absolute. Holds secrets: never log it whole. */
export interface Settings {
  readonly data: string;
  /** Where downloaded tools of the embedded default are kept; null: the place usual on this machine. */
  readonly cache: string | null;
  readonly databaseUrl: string;
  /** The public address, without a slash at the end. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly temporal: { readonly address: string; readonly namespace: string };
  /** null: mail is kept in the outbox, nothing is sent. */
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  /** Local time (`HH:MM`) of the one mail a day that gathers reminders and the like; null: each goes by itself. */
  readonly mailGather: string | null;
  /** Whether mails wait while an institution's quiet hours last. */
  readonly mailQuiet: boolean;
  /** 32 bytes each, the newest first; empty when they are read from `masterKeyFile`. */
  readonly masterKeys: readonly Buffer[];
  readonly masterKeyFile: string;
  /** The log of what was erased. */
  readonly erasedFile: string;
  readonly sealKeyFile: string;
  readonly sealCertFile: string;
  readonly oidcProviders: readonly OidcProvider[];
  /** `host:port` or the path of a socket; null: documents are not scanned, and shown as such. */
  readonly clamdAddress: string | null;
  readonly tsaUrl: string | null;
  readonly logLevel: Variables['LOG_LEVEL'];
  readonly environment: Variables['NODE_ENV'];
  /** The embedded default, on this machine only: keys that are missing may be made. */
  readonly dev: boolean;
  /** Proxies of ours in front of the API, whose word about a caller's address is taken. */
  readonly trustProxy: number;
  /** Requests a minute that one address may send; 0: as many as it likes. */
  readonly rateLimit: number;
  /** Bytes. */
  readonly uploadLimit: number;
}

/** Everything that is wrong with the environment, in one message. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly code = 'settings-invalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? 'One setting is wrong' : `${problems.length} settings are wrong`;
    super(`${count}; each is an environment variable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads and checks every setting, once, at the start of a process.
 * @param env the environment; an empty variable counts as not set
 * @throws SettingsError naming all that is wrong and what would be right, without any value
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const problems = unknownNames(given);
  const read = variables.safeParse(given);
  if (!read.success) {
    for (const { path, message } of read.error.issues) {
      const [name, ...inside] = path.map(String);
      problems.push(`${name ?? 'the environment'}${inside.length > 0 ? ` (${inside.join('.')})` : ''} ${message}.`);
    }
    throw new SettingsError(problems);
  }
  const settings = withDefaults(read.data);
  problems.push(...contradictions(settings, read.data));
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

function unknownNames(given: Readonly<Record<string, unknown>>): string[] {
  const known = Object.keys(variables.shape);
  return Object.keys(given)
    .filter((name) => name.startsWith('SMILE_') && !known.includes(name))
    .map((name) => {
      const near = closest(name, known);
      return `${name} is not a setting${near === null ? '.' : `; is it ${near}?`}`;
    });
}

function withDefaults(given: Variables): Settings {
  const data = resolve(given.SMILE_DATA);
  const keys = resolve(data, 'keys');
  const masterKeyFile = resolve(given.SMILE_MASTER_KEY_FILE ?? resolve(keys, 'master.key'));
  const url = new URL(given.SMILE_URL ?? `http://127.0.0.1:${given.PORT}`);
  return {
    data,
    cache: given.SMILE_CACHE === undefined ? null : resolve(given.SMILE_CACHE),
    databaseUrl: absoluteDatabase(given.DATABASE_URL ?? `sqlite:${resolve(data, 'smile.sqlite')}`),
    url: url.origin,
    host: given.HOST,
    port: given.PORT,
    temporal: { address: given.TEMPORAL_ADDRESS, namespace: given.TEMPORAL_NAMESPACE },
    smtpUrl: given.SMTP_URL ?? null,
    mailFrom: given.MAIL_FROM ?? `SMILE <no-reply@${isLoopback(url.hostname) ? 'localhost' : url.hostname}>`,
    mailGather: gatherTime(given.MAIL_GATHER ?? (given.SMILE_DEV ? 'off' : GATHER)),
    mailQuiet: (given.MAIL_QUIET ?? (given.SMILE_DEV ? 'off' : 'on')) === 'on',
    masterKeys: given.SMILE_MASTER_KEY ?? [],
    masterKeyFile,
    erasedFile: resolve(given.SMILE_ERASED_FILE ?? resolve(dirname(masterKeyFile), 'erased.jsonl')),
    sealKeyFile: resolve(given.SEAL_KEY_FILE ?? resolve(keys, 'seal.key')),
    sealCertFile: resolve(given.SEAL_CERT_FILE ?? resolve(keys, 'seal.pem')),
    oidcProviders: given.OIDC_PROVIDERS,
    clamdAddress: given.CLAMD_ADDRESS ?? null,
    tsaUrl: given.TSA_URL ?? null,
    logLevel: given.LOG_LEVEL,
    environment: given.NODE_ENV,
    dev: given.SMILE_DEV,
    trustProxy: given.TRUST_PROXY,
    rateLimit: given.RATE_LIMIT ?? (given.SMILE_DEV ? LOCAL_RATE : RATE),
    uploadLimit: given.UPLOAD_LIMIT_MIB * 1024 * 1024,
  };
}

/** After the reminders of the day, which are planned at 09:00: they are told the same day. */
const GATHER = '09:30';
const gatherTime = (given: string): string | null => (given === 'off' ? null : given);

/** A campus of some thousand people may be one address. */
const RATE = 3_000;
/** On one's own machine everybody is one address, programs among them. */
const LOCAL_RATE = 60_000;

const absoluteDatabase = (url: string): string =>
  url.startsWith('sqlite:') ? `sqlite:${resolve(url.replace(/^sqlite:(\/\/)?/, ''))}` : url;

/** What each variable allows by itself but not together. */
function contradictions(settings: Settings, given: Variables): string[] {
  const problems: string[] = [];
  if (given.SMILE_MASTER_KEY !== undefined && given.SMILE_MASTER_KEY_FILE !== undefined) {
    problems.push('SMILE_MASTER_KEY and SMILE_MASTER_KEY_FILE are both set: keep one.');
  }
  if (settings.dev && settings.environment === 'production') {
    problems.push('SMILE_DEV is for trying SMILE on one machine: unset it when NODE_ENV is production.');
  }
  if (settings.dev && !isLoopback(settings.host)) {
    problems.push('HOST must be 127.0.0.1 while SMILE_DEV is set.');
  }
  if (settings.environment === 'production' && !settings.dev) problems.push(...missingInProduction(settings));
  return problems;
}

function missingInProduction(settings: Settings): string[] {
  const problems: string[] = [];
  if (settings.masterKeys.length === 0 && !existsSync(settings.masterKeyFile)) {
    problems.push(
      `SMILE_MASTER_KEY is not set and SMILE_MASTER_KEY_FILE (${settings.masterKeyFile}) does not exist: without ` +
        'the master key no file can be read. Put the key back, or for a new installation make one (openssl rand -base64 32).',
    );
  }
  const seals = [
    ['SEAL_KEY_FILE', settings.sealKeyFile],
    ['SEAL_CERT_FILE', settings.sealCertFile],
  ] as const;
  for (const [name, path] of seals) {
    if (!existsSync(path)) problems.push(`${name} (${path}) does not exist: documents could not be sealed.`);
  }
  return problems;
}
