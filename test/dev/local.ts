import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const root = join(import.meta.dirname, '..', '..');

/** A folder for one test, and its removal. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'smile-dev-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Asks until the answer is something, for at most `withinMs`. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  withinMs = 10_000,
): Promise<Exclude<T, null | undefined | false>> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await Promise.resolve()
      .then(ask)
      .catch(() => undefined);
    if (isSomething(answer)) return answer;
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await sleep(30);
  }
}

const isSomething = <T>(answer: T): answer is Exclude<T, null | undefined | false> =>
  answer !== undefined && answer !== null && answer !== false;

/** A process that a test started, with what it has written so far. */
export interface Started {
  readonly child: ChildProcess;
  readonly written: { stdout: string; stderr: string };
  /** Exit status, or the signal's name. */
  readonly ended: Promise<number | string>;
}

/** Starts a script with the project's Node and only this environment (and PATH, HOME). */
export function startScript(script: string, env: Record<string, string>, args: readonly string[] = []): Started {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, script), ...args], {
    env: { ...machine(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  child.stdout.on('data', (part: Buffer) => (written.stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => (written.stderr += part.toString()));
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => {
      resolve(code ?? signal ?? 'unknown');
    });
  });
  return { child, written, ended };
}

/** What a program needs of the machine, and nothing of what the test run itself was told. */
export const machine = (): Record<string, string> =>
  Object.fromEntries(
    ['PATH', 'HOME', 'SMILE_CACHE', 'XDG_CACHE_HOME'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** Whether there is a living process of that id (one that nobody waited for counts as gone). */
export async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat !== undefined && !/^\d+ \(.*\) Z/.test(stat);
}
