import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readSettings } from '../config/settings.ts';
import { childEnvironment } from './environment.ts';
import type { Embedded } from './environment.ts';
import { makeWritable } from './files.ts';
import { lockFolder } from '../config/folder-lock.ts';
import { refuseOutsideDevelopment } from './loopback.ts';
import { choosePorts } from './ports.ts';
import { StartProblem } from './problem.ts';
import { startGuard } from './process/guard.ts';
import { keep } from './process/keep.ts';
import type { Kept, Program } from './process/keep.ts';
import { endLeftovers } from './process/leftovers.ts';
import { runOnce } from './process/once.ts';
import { neighbours, nodeArguments, ourPrograms, temporalProgram } from './programs.ts';
import type { Entries } from './programs.ts';
import { readProcesses, removeRunFiles, writeProcesses, writeRunFile } from './run-file.ts';
import { findTemporal } from './temporal.ts';

const HEALTHY_WITHIN_MS = 120_000;

export interface StartOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly entries: Entries;
  /** Progress, for people. */
  readonly say: (line: string) => void;
  /** A program cannot be kept running: the caller stops everything. */
  readonly onHopeless: (problem: StartProblem) => void;
  /** How often a program may end within a minute without having worked; see `keep`. */
  readonly mostDeaths?: number;
  /** Stops the start while it is under way. */
  readonly signal: AbortSignal;
}

export interface Instance {
  readonly url: string;
  /** Stops everything in order and waits until it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded default: Temporal, local OpenID provider and mail catcher, worker and API, each a process that
 * is started again when it ends. Resolves when the API answers. Throws StartProblem or SettingsError, with nothing
 * left running.
 */
export async function startInstance(options: StartOptions): Promise<Instance> {
  const { env, entries, say, signal } = options;
  refuseOutsideDevelopment('npm start', env);
  const settings = readSettings({ ...env, SMILE_DEV: '1' });
  const { data, host } = settings;
  await makeWritable(data, 'SMILE_DATA');
  const unlock = lockFolder(data);
  const guard = startGuard();
  const kept = new Map<string, Kept>();
  const pids = new Map<string, number>();

  async function stop(): Promise<void> {
    // First what takes requests, then what carries them out, then what both lean on.
    for (const names of [['api'], ['worker'], ['temporal', 'oidc', 'mail']]) {
      await Promise.all(names.map(async (name) => kept.get(name)?.stop()));
    }
    await runFileWritten;
    await removeRunFiles(data);
    await guard.release();
    unlock();
  }

  let runFileWritten = Promise.resolve();
  let started: { embedded: Embedded; startedAt: string } | undefined;
  let ready = false;
  function processChanged(): void {
    guard.watch([...pids.values()]);
    if (started === undefined) return;
    const { embedded, startedAt } = started;
    const run = {
      url: embedded.url,
      pids: { supervisor: process.pid, ...Object.fromEntries(pids) },
      mails: embedded.mails,
      temporal: embedded.temporal,
      startedAt,
    };
    runFileWritten = runFileWritten
      .then(() => writeProcesses(data, run.pids))
      .then(() => (ready ? writeRunFile(data, run) : undefined))
      .catch((error: unknown) => {
        say(`run.json could not be written: ${String(error)}`);
      });
  }

  function run(program: Program): Kept {
    signal.throwIfAborted();
    const one = keep(program, {
      logFile: logFile(program.name),
      say,
      onHopeless: options.onHopeless,
      ...(options.mostDeaths === undefined ? {} : { mostDeaths: options.mostDeaths }),
      onProcess(pid) {
        if (pid === undefined) pids.delete(program.name);
        else pids.set(program.name, pid);
        processChanged();
      },
    });
    kept.set(program.name, one);
    return one;
  }

  const logs = join(data, 'logs');
  const logFile = (name: string): string => join(logs, `${name}.log`);

  try {
    await endLeftovers(data, await readProcesses(data), say);
    const ports = await choosePorts(data, host, settings.port);
    const source = await findTemporal(env, say, data);
    const embedded: Embedded = {
      ports,
      url: env['SMILE_URL'] ? settings.url : `http://${host.includes(':') ? `[${host}]` : host}:${ports.api}`,
      temporal: source.kind === 'address' ? source.address : `127.0.0.1:${ports.temporal}`,
      oidc: env['OIDC_PROVIDERS']
        ? null
        : { issuer: `http://127.0.0.1:${ports.oidc}`, clientSecret: randomBytes(32).toString('base64url') },
      mails: env['SMTP_URL'] ? null : `http://127.0.0.1:${ports.mail}`,
    };
    started = { embedded, startedAt: new Date().toISOString() };
    const childEnv = childEnvironment(env, settings, embedded);
    const around = [
      ...(source.kind === 'program' ? [temporalProgram(source.path, childEnv, data, ports.temporal)] : []),
      ...neighbours(entries, childEnv, embedded),
    ].map(run);
    const prepare = { name: 'prepare', command: process.execPath, args: nodeArguments(entries.prepare), env: childEnv };
    await runOnce({ ...prepare, logFile: logFile('prepare'), signal });
    await untilHealthy(around, logs, signal);
    const ours = ourPrograms(entries, childEnv, settings, ports.api).map(run);
    await untilHealthy(ours.slice(-1), logs, signal);
    ready = true;
    processChanged();
    await runFileWritten;
    return { url: embedded.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Resolves when all are; rejects with the signal's reason when the start is given up first, or after two minutes. */
async function untilHealthy(programs: readonly Kept[], logs: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const late = AbortSignal.timeout(HEALTHY_WITHIN_MS);
  const givenUp = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new StartProblem('stopped', 'The start was given up.'));
    });
    late.addEventListener('abort', () => {
      reject(
        new StartProblem('not-healthy', `The start did not get ready within two minutes: see the logs in ${logs}.`),
      );
    });
  });
  await Promise.race([Promise.all(programs.map((one) => one.healthy)), givenUp]);
}
