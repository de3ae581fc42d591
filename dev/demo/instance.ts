import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRecord, readRunFile } from '../run-file.ts';
import { nodeArguments } from '../programs.ts';
import { StartProblem } from '../problem.ts';

/** A running SMILE that the demo drives. */
export interface Instance {
  readonly url: string;
  readonly data: string;
  /** Whether it is ours to kill. */
  readonly own: boolean;
  run(): Promise<Run>;
  /** Stops one that is ours. @throws StartProblem when it does not stop */
  stop(): Promise<void>;
}

export interface Run {
  readonly url: string;
  readonly mails: string;
  readonly pids: Readonly<Record<string, number>>;
}

const START_MS = 90_000;
const STOP_MS = 15_000;

/** Starts an instance of its own in a temporary folder. @throws StartProblem when it does not start */
export async function startInstance(): Promise<Instance> {
  const data = await mkdtemp(join(tmpdir(), 'smile-demo-'));
  const child = spawn(process.execPath, nodeArguments(join(import.meta.dirname, '..', 'start.ts')), {
    env: { ...process.env, SMILE_DATA: data, PORT: '0' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const stop = async (): Promise<void> => {
    if (ended()) return;
    const exit = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await Promise.race([exit, sleep(STOP_MS, undefined, { ref: false })]);
    if (!ended())
      throw new StartProblem(
        'demo-not-stopped',
        `The demonstration instance (process ${String(child.pid)}) does not stop: end it, then remove ${data}.`,
      );
  };
  const until = Date.now() + START_MS;
  for (;;) {
    const run = await runOf(data);
    if (run !== undefined && (await healthy(run.url)))
      return { url: run.url, data, own: true, run: () => mustRun(data), stop };
    if (ended() || Date.now() > until) {
      await stop();
      await removeData(data);
      throw new StartProblem(
        'demo-not-started',
        'The demonstration instance did not start; what it said stands above.',
      );
    }
    await sleep(100);
  }
}

const removeData = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

/** Stops an instance and, where it is ours, removes its data. @throws StartProblem when it does not stop */
export async function discard(instance: Instance): Promise<void> {
  await instance.stop();
  if (instance.own) await removeData(instance.data);
}

/** A running instance at an address; its data folder is SMILE_DATA or ./data. @throws StartProblem when it is not there */
export async function attach(url: string): Promise<Instance> {
  const data = resolve(process.env['SMILE_DATA'] ?? 'data');
  const run = await runOf(data);
  const wanted = new URL(url).origin;
  if (run === undefined || new URL(run.url).origin !== wanted)
    throw new StartProblem(
      'demo-no-instance',
      `No instance at ${wanted} has its data in ${data}: set SMILE_DATA to its folder.`,
    );
  return { url: run.url, data, own: false, run: () => mustRun(data), stop: () => Promise.resolve() };
}

/** Whether the API answers that it, the database and Temporal are there. */
export const healthy = (url: string): Promise<boolean> =>
  fetch(new URL('/api/health', url)).then(
    (response) => response.ok,
    () => false,
  );

async function mustRun(data: string): Promise<Run> {
  const run = await runOf(data);
  if (run === undefined) throw new StartProblem('demo-stopped', 'The instance has stopped.');
  return run;
}

async function runOf(data: string): Promise<Run | undefined> {
  const file = await readRunFile(data);
  if (
    !isRecord(file) ||
    typeof file['url'] !== 'string' ||
    typeof file['mails'] !== 'string' ||
    !isRecord(file['pids'])
  )
    return undefined;
  const pids = Object.entries(file['pids']).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return { url: file['url'], mails: file['mails'], pids: Object.fromEntries(pids) };
}
