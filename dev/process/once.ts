import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { StartProblem } from '../problem.ts';
import { endChild } from './keep.ts';
import { lastLine, openLog } from './log-file.ts';

export interface OnceOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** Ends the program early. */
  readonly signal: AbortSignal;
}

/** Runs a program to its end. Throws StartProblem `step-failed` with the last line that it wrote. */
export async function runOnce({ name, command, args, env, logFile, signal }: OnceOptions): Promise<void> {
  const log = openLog(logFile);
  const child = spawn(command, [...args], { env, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const stop = (): void => void endChild(child);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    if (status === 0 || signal.aborted) return;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  throw new StartProblem('step-failed', `${name} failed: ${lastLine(logFile)} (see ${logFile})`);
}
