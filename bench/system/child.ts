import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { endChild } from '../../dev/process/keep.ts';
import { lastLine, openLog } from '../../dev/process/log-file.ts';

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly log: string;
  /** Asked every 50 ms until it says yes; without it, the log must say "working". */
  readonly isReady?: () => Promise<boolean>;
  /** A channel for messages. */
  readonly ipc?: boolean;
}

export interface Running {
  readonly name: string;
  readonly pid: number;
  readonly child: ChildProcess;
  readonly stop: () => Promise<void>;
}

const READY_MS = 180_000;

/** Starts a program in a process of its own and waits until it works. @throws Error naming its log when it does not */
export async function startChild(program: Program): Promise<Running> {
  const { name, command, args, env, log, ipc = false } = program;
  const file = openLog(log);
  const child = spawn(command, [...args], { env, stdio: ['ignore', file, file, ...(ipc ? ['ipc' as const] : [])] });
  closeSync(file);
  const { pid } = child;
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  const stop = async (): Promise<void> => {
    await endChild(child);
    process.removeListener('exit', killNow);
  };
  const isReady = program.isReady ?? saysWorking(log);
  const until = Date.now() + READY_MS;
  while (!(await isReady().catch(() => false))) {
    if (pid === undefined || child.exitCode !== null || Date.now() > until) {
      await stop();
      throw new Error(`${name} did not start: "${lastLine(log)}". See ${log}.`);
    }
    await sleep(50);
  }
  if (pid === undefined) throw new Error(`${name} has no process.`);
  return { name, pid, child, stop };
}

const saysWorking = (log: string) => async (): Promise<boolean> => (await readFile(log, 'utf8')).includes('working');
