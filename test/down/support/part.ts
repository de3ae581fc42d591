import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Program } from '../../../dev/process/keep.ts';
import { endChild } from '../../../dev/process/keep.ts';
import { until } from '../../dev/local.ts';

const START_MS = 60_000;

/** One process of an installation, which a test may take away and bring back. */
export interface Part {
  readonly program: Program;
  readonly pid: number;
  /** Starts it, and waits until it does its work. */
  start(): Promise<void>;
  /** Starts it; it may not come up. */
  launch(): void;
  healthy(): Promise<void>;
  /** SIGKILL: connections are refused from then on. */
  kill(): Promise<void>;
  /** SIGSTOP: connections are taken and never answered. */
  freeze(): void;
  /** Ends what `freeze` began. */
  thaw(): void;
  stop(): Promise<void>;
  /** What it wrote. */
  log(): string;
  /** What the system says of it now. */
  usage(): Usage;
}

export interface Usage {
  readonly residentMiB: number;
  readonly descriptors: number;
}

export function makePart(program: Program, logFile: string): Part {
  let child: ChildProcess | undefined;
  mkdirSync(dirname(logFile), { recursive: true });
  const killNow = (): void => void child?.kill('SIGKILL');
  process.once('exit', killNow);
  const running = (): ChildProcess & { pid: number } => {
    const { pid } = child ?? {};
    if (child === undefined || pid === undefined) throw new Error(`${program.name} does not run.`);
    return Object.assign(child, { pid });
  };
  const part: Part = {
    program,
    get pid() {
      return running().pid;
    },
    launch() {
      const log = openSync(logFile, 'a');
      child = spawn(program.command, [...program.args], { env: program.env, stdio: ['ignore', log, log] });
      child.on('error', () => undefined);
      closeSync(log);
    },
    async healthy() {
      await until(`${program.name} up`, program.isHealthy, START_MS);
    },
    async start() {
      part.launch();
      await part.healthy();
    },
    async kill() {
      const dying = running();
      const exit = new Promise((resolve) => dying.once('exit', resolve));
      if (dying.exitCode !== null || dying.signalCode !== null) return;
      dying.kill('SIGKILL');
      await exit;
    },
    freeze: () => void running().kill('SIGSTOP'),
    thaw: () => void running().kill('SIGCONT'),
    async stop() {
      process.removeListener('exit', killNow);
      child?.kill('SIGCONT');
      if (child !== undefined) await endChild(child);
    },
    log: () => readFileSync(logFile, 'utf8'),
    usage() {
      const status = readFileSync(`/proc/${part.pid}/status`, 'utf8');
      return {
        residentMiB: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024,
        descriptors: readdirSync(`/proc/${part.pid}/fd`).length,
      };
    },
  };
  return part;
}
