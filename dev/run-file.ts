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

/** What an earlier start left, whatever it holds; undefined when there is none or it cannot be read. */
export const readRunFile = (data: string): Promise<unknown> => readJsonFile(runFilePath(data)).catch(() => undefined);

export const removeRunFile = (data: string): Promise<void> => rm(runFilePath(data), { force: true });

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
