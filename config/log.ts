import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

/** Names under which a secret or personal data could reach a log line, at the top and one level down. */
const hidden = [
  'password',
  'secret',
  'clientSecret',
  'token',
  'authorization',
  'cookie',
  'masterKey',
  'masterKeys',
  'smtpUrl',
  'databaseUrl',
  'given',
  'family',
  'email',
  'birthDate',
  'esi',
];

/**
 * The log of a process: one JSON object a line, on standard output unless told otherwise.
 * What people wrote or are never goes in: log references, ids and codes. The redaction is the second lock.
 * @param name of the process, such as `api`
 */
export function makeLog(name: string, level: string, destination?: DestinationStream): Logger {
  const options = {
    name,
    level,
    timestamp: () => `,"at":"${new Date().toISOString()}"`,
    serializers: { err: plainError },
    redact: {
      paths: [
        ...hidden.flatMap((field) => [field, `*.${field}`]),
        'req.headers.authorization',
        'req.headers.cookie',
        'oidcProviders[*].clientSecret',
        '*.oidcProviders[*].clientSecret',
      ],
      censor: '[hidden]',
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Only these of an error: drivers and parsers hang whole statements and inputs on theirs, and on their causes. */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: 'not an error' };
  const { name, message, stack } = error;
  return { type: name, message, stack, ...('code' in error ? { code: error.code } : {}) };
}

export type Log = Logger;
