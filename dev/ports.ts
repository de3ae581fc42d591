import { createServer } from 'node:net';
import { join } from 'node:path';
import { readJsonFile, writeAtomically } from './files.ts';
import { StartProblem } from './problem.ts';

/** What listens besides the API. */
export const LOCAL_SERVERS = ['temporal', 'oidc', 'mail', 'smtp'] as const;
export type LocalServer = (typeof LOCAL_SERVERS)[number];
export type Ports = Readonly<Record<LocalServer | 'api', number>>;

/** Below the range that the system gives to outgoing connections, so that a kept port is free at the next start. */
const RANGE = { from: 20_000, count: 10_000 };

/**
 * The ports of this instance, kept in `ports.json`: a login belongs to the address of the provider that vouched for it.
 * @param port the API's; 0 for the one it had before, or any free one
 * Throws StartProblem `port-busy` or `oidc-port-busy`.
 */
export async function choosePorts(data: string, host: string, port: number): Promise<Ports> {
  const file = join(data, 'ports.json');
  const kept = keptPorts(await readJsonFile(file).catch(() => undefined));
  if (port !== 0 && !(await isFree(port, host))) {
    throw new StartProblem(
      'port-busy',
      `Port ${port} of ${host} is in use by another program: stop that one, or set PORT to another (0: any free one).`,
    );
  }
  const taken = new Set(port === 0 ? [] : [port]);
  const api = port === 0 ? await keptOrFree(kept.get('api'), host, taken) : port;
  const oidc = kept.get('oidc');
  if (oidc !== undefined && (taken.has(oidc) || !(await isFree(oidc)))) {
    throw new StartProblem(
      'oidc-port-busy',
      `Port ${oidc}, kept for the local OpenID provider in ${file}, is in use by another program: ` +
        'stop that one. (Or delete that file: every demo person then has to be attached anew.)',
    );
  }
  if (oidc !== undefined) taken.add(oidc);
  const ports: Ports = {
    api,
    oidc: oidc ?? (await keptOrFree(undefined, '127.0.0.1', taken)),
    temporal: await keptOrFree(kept.get('temporal'), '127.0.0.1', taken),
    mail: await keptOrFree(kept.get('mail'), '127.0.0.1', taken),
    smtp: await keptOrFree(kept.get('smtp'), '127.0.0.1', taken),
  };
  await writeAtomically(file, `${JSON.stringify(ports)}\n`);
  return ports;
}

function keptPorts(value: unknown): Map<string, number> {
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(
    Object.entries(value).filter(
      (entry): entry is [string, number] => Number.isInteger(entry[1]) && entry[1] > 0 && entry[1] < 65_536,
    ),
  );
}

async function keptOrFree(kept: number | undefined, host: string, taken: Set<number>): Promise<number> {
  let port = kept ?? anyPort();
  while (taken.has(port) || !(await isFree(port, host))) port = anyPort();
  taken.add(port);
  return port;
}

const anyPort = (): number => RANGE.from + Math.floor(Math.random() * RANGE.count);

/** Whether a server could listen there now. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ port, host, exclusive: true }, () =>
      server.close(() => {
        resolve(true);
      }),
    );
  });
}

/** A port that is free now, for a server that lives as long as its starter. */
export const freePort = (): Promise<number> => keptOrFree(undefined, '127.0.0.1', new Set());
