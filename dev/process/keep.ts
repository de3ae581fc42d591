import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { StartProblem } from '../problem.ts';
import { lastLine, openLog } from './log-file.ts';

/** A program to keep running. */
export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Whether it does its work now; asked every 100 ms until it says yes once. */
  readonly isHealthy: () => Promise<boolean>;
}

export interface KeepOptions {
  readonly logFile: string;
  readonly say: (line: string) => void;
  /** A process was started (its id) or ended (undefined). */
  readonly onProcess: (pid: number | undefined) => void;
  /** It ends again and again and never gets healthy: nothing more is tried. */
  readonly onHopeless: (problem: StartProblem) => void;
  /** How often it may end so within a minute; ten times when not said. */
  readonly mostDeaths?: number;
}

export interface Kept {
  /** Settles when it is healthy for the first time. */
  readonly healthy: Promise<void>;
  /** SIGTERM, then SIGKILL after 10 s. Resolves when it is gone. */
  stop(): Promise<void>;
}

const PAUSES_MS = [100, 500, 1000, 1500] as const;
const STOP_WITHIN_MS = 10_000;
const HOPELESS = { deaths: 10, withinMs: 60_000 } as const;

/** Starts the program, and starts it again within 2 s whenever it ends, until it is stopped or hopeless. */
export function keep(program: Program, options: KeepOptions): Kept {
  const firstHealth = Promise.withResolvers<undefined>();
  let child: ChildProcess | undefined;
  let again: NodeJS.Timeout | undefined;
  let stopping = false;
  let deaths: number[] = [];

  function start(): void {
    const log = openLog(options.logFile);
    // Of its own process group: Ctrl-C reaches the supervisor alone, which stops the others in order.
    const own = spawn(program.command, [...program.args], {
      env: program.env,
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    child = own;
    let ended = false;
    const end = (how: string): void => {
      if (ended) return;
      ended = true;
      options.onProcess(undefined);
      child = undefined;
      if (!stopping) died(how);
    };
    own.once('error', (error) => {
      end(error.message);
    });
    own.once('exit', (code, signal) => {
      end(signal ?? `exit status ${code ?? '?'}`);
    });
    if (own.pid !== undefined) options.onProcess(own.pid);
    void watchHealth(() => ended);
  }

  async function watchHealth(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const healthy = await program.isHealthy().catch(() => false);
      if (isOver()) return;
      if (healthy) {
        deaths = [];
        firstHealth.resolve(undefined);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  function died(how: string): void {
    const now = Date.now();
    deaths = [...deaths.filter((at) => now - at < HOPELESS.withinMs), now];
    if (deaths.length > (options.mostDeaths ?? HOPELESS.deaths)) {
      options.onHopeless(
        new StartProblem(
          'hopeless',
          `${program.name} ended ${deaths.length} times within a minute without ever working (last: ${how}; ` +
            `"${lastLine(options.logFile)}"). See ${options.logFile}.`,
        ),
      );
      return;
    }
    const pause = PAUSES_MS[Math.min(deaths.length, PAUSES_MS.length) - 1] ?? PAUSES_MS[0];
    options.say(`${program.name} ended (${how}): starting it again in ${pause} ms.`);
    again = setTimeout(start, pause);
  }

  start();
  return {
    healthy: firstHealth.promise,
    async stop() {
      stopping = true;
      clearTimeout(again);
      if (child !== undefined) await endChild(child);
    },
  };
}

/** Ends one process: SIGTERM, then SIGKILL after 10 s. */
export function endChild(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      resolve();
      return;
    }
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    child.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
