import { isGrpcServiceError, ServiceError, type Client } from '@temporalio/client';
import type { Db } from '../../db/connect.ts';
import { KeyUnavailable } from '../../db/crypto.ts';
import { DatabaseError } from '../../db/errors.ts';
import type { Keys } from '../../db/keys.ts';
import { headPages } from '../../db/records/check/files.ts';
import type { HeadColumns } from '../../db/records/check/rows.ts';
import { withSomethingPending } from '../../db/records/pending.ts';
import { raiseBehind } from '../../db/records/raise-behind.ts';
import { execute, select } from '../../db/sql.ts';
import type { Reference } from '../../domain/ids.ts';
import { startRun, TemporalUnreachable } from '../../workflows/send.ts';
import { lostBy } from './behind.ts';
import { endUnknown } from './unknown.ts';
import { endRun, latestRun } from './run.ts';

export interface ResumeOptions {
  readonly references?: readonly Reference[];
  /** An older backup was put back: closed files are looked at too, and runs of files that there are not any more. */
  readonly restored?: boolean;
  /** End every run and start it again, also those that are right. */
  readonly restartAll?: boolean;
  readonly taskQueue?: string;
  /** Told after each portion, for who waits. */
  readonly progress?: (looked: number) => void;
}

/** A file of which acknowledged events are lost. */
export interface Behind {
  readonly reference: Reference;
  readonly after: number;
  readonly upTo: number;
}

export interface Resumed {
  /** Files that were looked at. */
  readonly looked: number;
  /** Ran already. */
  readonly running: number;
  /** Had no run, and have one now. */
  readonly started: number;
  /** Had a run that was ended and started again. */
  readonly restarted: number;
  readonly behind: readonly Behind[];
  /** Files that Temporal knew and the records do not have any more. */
  readonly unknown: readonly Reference[];
  readonly failed: readonly { readonly reference: Reference; readonly code: string; readonly message: string }[];
}

const AT_ONCE = 10;
/** Each of ten that were started is given its share of a second, so that workers keep up with people meanwhile. */
const PORTION_MS = 100;

type Outcome =
  | { readonly kind: 'running' | 'started' | 'restarted' | 'nothing' }
  | { readonly kind: 'behind'; readonly behind: Behind; readonly restarted: boolean }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/**
 * Sees that every mobility in which something can happen has a run that goes by the records: each is started where
 * there is none, from its state in SQL, effects that were under way included. A run that is ahead of the records, since
 * an older backup was put back, is ended and started again, and its file says what it lost. Twice is once; cut short,
 * it is done again from the beginning.
 * @throws TemporalUnreachable, DatabaseError: the rest is not looked at then
 */
export async function resume(client: Client, db: Db, keys: Keys, options: ResumeOptions = {}): Promise<Resumed> {
  const counts = { looked: 0, running: 0, started: 0, restarted: 0 };
  const behind: Behind[] = [];
  const failed: { reference: Reference; code: string; message: string }[] = [];
  for await (const heads of headPages(db, options)) {
    const wanted = await toLookAt(db, keys, heads, options.restored ?? false);
    for (let from = 0; from < wanted.length; from += AT_ONCE) {
      const began = Date.now();
      const portion = wanted.slice(from, from + AT_ONCE);
      const outcomes = await Promise.all(portion.map((one) => settled(client, db, keys, one, options)));
      outcomes.forEach((outcome, n) => {
        const reference = portion[n]?.head.reference ?? '';
        counts.looked += 1;
        if (outcome.kind === 'failed') failed.push({ reference, code: outcome.code, message: outcome.message });
        else if (outcome.kind === 'behind') {
          behind.push(outcome.behind);
          if (outcome.restarted) counts.restarted += 1;
        } else if (outcome.kind !== 'nothing') counts[outcome.kind] += 1;
      });
      options.progress?.(counts.looked);
      const isPaced = outcomes.some(({ kind }) => kind === 'started' || kind === 'restarted' || kind === 'behind');
      if (isPaced) await new Promise((resolve) => setTimeout(resolve, Math.max(0, began + PORTION_MS - Date.now())));
    }
  }
  const wasRestored = options.restored === true || (options.references === undefined && behind.length > 0);
  return { ...counts, behind, failed, unknown: wasRestored ? await endUnknown(client, db) : [] };
}

interface Wanted {
  readonly head: HeadColumns;
  /** Something can happen in it. */
  readonly live: boolean;
}

/** Open files, and closed ones with something pending; after a restore all, since a run may know of later acts. */
async function toLookAt(db: Db, keys: Keys, heads: readonly HeadColumns[], all: boolean): Promise<Wanted[]> {
  const references = heads.map(({ reference }) => reference);
  const withKey = await select<{ reference: string }>(db, 'SELECT reference FROM data_keys WHERE reference IN (?)', [
    references,
  ]);
  const readable = new Set(withKey.map(({ reference }) => reference));
  const closed = heads.filter(({ status }) => !isOpen(status)).map(({ reference }) => reference);
  const pending = await withSomethingPending(db, keys, closed);
  return heads
    .filter(({ reference }) => readable.has(reference))
    .map((head) => ({ head, live: isOpen(head.status) || pending.has(head.reference) }))
    .filter(({ live }) => live || all);
}

const isOpen = (status: string): boolean => status === 'open' || status === 'new';

async function settled(client: Client, db: Db, keys: Keys, wanted: Wanted, options: ResumeOptions): Promise<Outcome> {
  try {
    return await resumeOne(client, db, keys, wanted, options);
  } catch (error) {
    // One file must not hold up the others; what holds up all of them is thrown.
    if (error instanceof DatabaseError || error instanceof TemporalUnreachable || isOfTemporal(error)) throw error;
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', code: error instanceof KeyUnavailable ? error.code : 'failed', message };
  }
}

const isOfTemporal = (error: unknown): boolean => error instanceof ServiceError || isGrpcServiceError(error);

async function resumeOne(
  client: Client,
  db: Db,
  keys: Keys,
  { head: { reference, institution }, live }: Wanted,
  { restartAll = false, taskQueue }: ResumeOptions,
): Promise<Outcome> {
  const where = { reference, institution };
  const run = await latestRun(client, where);
  const lost = run === undefined ? undefined : await lostBy(client, db, keys, reference, run);
  const told = run !== undefined && lost !== undefined && (await raiseBehind(db, keys, reference, lost, run.runId));
  const ends = run?.open === true && (lost !== undefined || restartAll);
  if (run !== undefined && ends)
    await endRun(client, run, lost === undefined ? 'started again by an operator' : 'ahead of the restored records');
  const starts = live && (ends || run?.open !== true);
  if (starts) {
    await startRun(client, where, taskQueue === undefined ? {} : { taskQueue });
    await execute(db, 'UPDATE heads SET workflow_started_at = ? WHERE reference = ? AND workflow_started_at IS NULL', [
      new Date().toISOString(),
      reference,
    ]);
  }
  if (lost !== undefined && (told || ends))
    return { kind: 'behind', behind: { reference, after: lost.after, upTo: lost.upTo }, restarted: ends };
  if (!starts) return { kind: run?.open === true ? 'running' : 'nothing' };
  return { kind: ends ? 'restarted' : 'started' };
}
