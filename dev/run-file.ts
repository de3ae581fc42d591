import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readJsonFile, writeAtomically } from './files.ts';

/** Who runs where: `$SMILE_DATA/run.json`, for people and for programs that drive an instance. */
export interface RunFile {
  readonly url: string;
  /** Process ids by name: supervisor, api, worker, and those of temporal, oidc, mail that run here. */
  readonly pids: Readonly<Record<string, number>>;
  /** Address of the mail catcher's page; null when mail goes to SMTP_URL. */
  readonly mails: string | null;
  /** host:port */
  readonly temporal: string;
  readonly startedAt: string;
}

export const runFilePath = (data: string): string => join(data, 'run.json');

export const writeRunFile = (data: string, run: RunFile): Promise<void> =>
  writeAtomically(runFilePath(data), `${JSON.stringify(run, null, 2)}\n`);

/** What runs now, whatever the file holds; undefined when there is none or it cannot be read. */
export const readRunFile = (data: string): Promise<unknown> => readJsonFile(runFilePath(data)).catch(() => undefined);

/** Every process from its first moment on, for the next start to end what a killed one left; run.json says more, and only once all is ready. */
const processesPath = (data: string): string => join(data, 'processes.json');

export const writeProcesses = (data: string, pids: RunFile['pids']): Promise<void> =>
  writeAtomically(processesPath(data), JSON.stringify({ pids }));

/** What an earlier start left running, whatever the file holds. */
export const readProcesses = (data: string): Promise<unknown> =>
  readJsonFile(processesPath(data)).catch(() => undefined);

export async function removeRunFiles(data: string): Promise<void> {
  await rm(runFilePath(data), { force: true });
  await rm(processesPath(data), { force: true });
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
