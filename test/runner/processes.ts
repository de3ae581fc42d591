import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

export interface Ended {
  /** Exit status; null after a signal. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote, stdout and stderr. */
  readonly output: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** It is killed after this time. */
  readonly withinMs: number;
  /** Asked every second; once it says yes, the process has 15 s to end by itself. */
  readonly isDone?: () => boolean;
}

const KEEP_OUTPUT = 200_000;
const END_WITHIN_MS = 15_000;
const children = new Set<ChildProcess>();

/** Runs a program to its end, with its descendants in a process group of their own. */
export function runProgram(command: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  const started = performance.now();
  const child = spawn(command, [...args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let output = '';
  const add = (part: Buffer): void => {
    output = (output + part.toString()).slice(-KEEP_OUTPUT);
  };
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  const timeout = setTimeout(() => {
    killGroup(child);
  }, options.withinMs);
  let lingering: NodeJS.Timeout | undefined;
  const watch = setInterval(() => {
    if (lingering !== undefined || options.isDone?.() !== true) return;
    lingering = setTimeout(() => {
      killGroup(child);
    }, END_WITHIN_MS);
  }, 1000);
  return new Promise((resolve) => {
    const end = (status: number | null, signal: NodeJS.Signals | null): void => {
      clearTimeout(timeout);
      clearTimeout(lingering);
      clearInterval(watch);
      // What a crashed test process left behind holds ports and the machine.
      if (signal !== null) killGroup(child);
      children.delete(child);
      resolve({ status, signal, output, seconds: (performance.now() - started) / 1000 });
    };
    child.once('error', (error) => {
      output += error.message;
      end(1, null);
    });
    child.once('exit', (status, signal) => {
      // A surviving grandchild may hold the pipes open: what was written by now is enough.
      setTimeout(() => {
        end(status, signal);
      }, 50);
    });
  });
}

/** Ends whatever is running. */
export function killAll(): void {
  for (const child of children) killGroup(child);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}
