import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { cacheFolder } from './binaries/cache.ts';
import { obtain } from './binaries/obtain.ts';
import { TEMPORAL, TIME_SKIPPING_SERVER } from './binaries/pinned.ts';

const run = promisify(execFile);
const OLDEST_SERVER = [1, 32] as const;

/** A server that somebody else runs, or a program for us to run. */
export type TemporalSource =
  { readonly kind: 'address'; readonly address: string } | { readonly kind: 'program'; readonly path: string };

/** Where a Temporal development server comes from on this machine. Throws StartProblem when from nowhere. */
export async function findTemporal(
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
  data?: string,
): Promise<TemporalSource> {
  const address = env['TEMPORAL_ADDRESS'];
  if (address) return { kind: 'address', address };
  if (await newEnough('temporal', env)) return { kind: 'program', path: 'temporal' };
  return { kind: 'program', path: await obtain(TEMPORAL, { cache: await cacheFolder(env, data), say }) };
}

/** The path of the time-skipping server, for tests. Throws StartProblem. */
export async function findTimeSkippingServer(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<string> {
  return obtain(TIME_SKIPPING_SERVER, { cache: await cacheFolder(env), say });
}

/** Whether the program is there and its server is the oldest one that we are tested with, or newer. */
export async function newEnough(program: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    const { stdout } = await run(program, ['--version'], { env, timeout: 10_000 });
    const found = /Server (\d+)\.(\d+)\./.exec(stdout);
    if (found === null) return false;
    const [major, minor] = [Number(found[1]), Number(found[2])];
    return major > OLDEST_SERVER[0] || (major === OLDEST_SERVER[0] && minor >= OLDEST_SERVER[1]);
  } catch {
    return false; // Not installed, or not to be run: another source is tried, and the last one says why it failed.
  }
}

/** The arguments of a development server. Without a file it forgets everything when it stops. */
export function temporalArguments(port: number, file?: string): string[] {
  return [
    ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'],
    ...['--search-attribute', 'Institution=Keyword', '--search-attribute', 'MobilityStatus=Keyword'],
    // The default of 20 polls a second adds steps of 50 ms to every answer (one shard).
    ...['--dynamic-config-value', 'history.transferProcessorMaxPollRPS=2000'],
    ...['--dynamic-config-value', 'history.timerProcessorMaxPollRPS=2000'],
    ...(file === undefined
      ? []
      : ['--db-filename', file, '--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal']),
  ];
}
