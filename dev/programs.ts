import { join } from 'node:path';
import type { Settings } from '../config/settings.ts';
import type { Embedded } from './environment.ts';
import { answers, listens } from './process/health.ts';
import type { Program } from './process/keep.ts';
import { temporalArguments } from './temporal.ts';

/** The files that run as processes of their own, absolute. Tests put others in their place. */
export interface Entries {
  readonly api: string;
  readonly worker: string;
  readonly prepare: string;
  readonly oidc: string;
  readonly mail: string;
}

const root = join(import.meta.dirname, '..');

export const ENTRIES: Entries = {
  api: join(root, 'api', 'main.ts'),
  worker: join(root, 'activities', 'main.ts'),
  prepare: join(root, 'dev', 'prepare.ts'),
  oidc: join(root, 'dev', 'oidc.ts'),
  mail: join(root, 'dev', 'mail.ts'),
};

/** A worker that lived so long counts as working: it answers nobody, there is nothing to ask. */
const WORKER_SETTLED_MS = 10_000;

/** The Node command line for an entry. */
export const nodeArguments = (entry: string): string[] => ['--disable-warning=ExperimentalWarning', entry];

/** The Temporal development server. Its path may be a name on PATH. */
export function temporalProgram(path: string, env: NodeJS.ProcessEnv, data: string, port: number): Program {
  return {
    name: 'temporal',
    command: path,
    args: temporalArguments(port, join(data, 'temporal.sqlite')),
    env,
    isHealthy: () => listens(port),
  };
}

/** The local neighbours that start before anything of ours. */
export function neighbours(entries: Entries, env: NodeJS.ProcessEnv, { ports, oidc, mails }: Embedded): Program[] {
  const node = { command: process.execPath, env };
  return [
    ...(oidc === null
      ? []
      : [
          {
            ...node,
            name: 'oidc',
            args: nodeArguments(entries.oidc),
            isHealthy: () => answers(`${oidc.issuer}/.well-known/openid-configuration`),
          },
        ]),
    ...(mails === null
      ? []
      : [
          {
            ...node,
            name: 'mail',
            args: nodeArguments(entries.mail),
            isHealthy: async () => (await answers(`${mails}/mails.json`)) && (await listens(ports.smtp)),
          },
        ]),
  ];
}

/** SMILE itself. */
export function ourPrograms(entries: Entries, env: NodeJS.ProcessEnv, settings: Settings, port: number): Program[] {
  const node = { command: process.execPath, env };
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  return [
    { ...node, name: 'worker', args: nodeArguments(entries.worker), isHealthy: settled(WORKER_SETTLED_MS) },
    {
      ...node,
      name: 'api',
      args: nodeArguments(entries.api),
      isHealthy: () => answers(`http://${host}:${port}/api/health`),
    },
  ];
}

/** Asked from the start of each process on: yes after the time has passed. */
function settled(afterMs: number): () => Promise<boolean> {
  return () =>
    new Promise((resolve) =>
      setTimeout(() => {
        resolve(true);
      }, afterMs).unref(),
    );
}
