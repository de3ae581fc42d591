import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Db } from '../../db/connect.ts';
import type { Keys } from '../../db/keys.ts';
import { problem, type RecordsProblem } from '../../db/records/check/problem.ts';
import { headsOf, type HeadColumns } from '../../db/records/check/rows.ts';
import { withSomethingPending } from '../../db/records/pending.ts';
import { institutionIds } from './ours.ts';
import { latestRun, listedRuns } from './run.ts';

const AT_ONCE = 10;
/** A run that ends, or begins, needs a moment; what is told must last longer. */
const AGAIN_MS = 1_000;
const LEFT_MS = 60_000;

export interface RunsChecked {
  readonly problems: readonly RecordsProblem[];
  /** Nominated, and not started yet: the sweep will. */
  readonly notStarted: number;
}

/** Whether each of these mobilities in which something can happen has an open run. */
export async function runsMissing(
  client: Client,
  db: Db,
  keys: Keys,
  heads: readonly HeadColumns[],
): Promise<RunsChecked> {
  const closed = heads.filter(({ status }) => status === 'closed').map(({ reference }) => reference);
  const pending = await withSomethingPending(db, keys, closed);
  const live = heads.filter(({ status, reference }) => status === 'open' || status === 'new' || pending.has(reference));
  const started = live.filter((head) => head.workflow_started_at !== null);
  const without: HeadColumns[] = [];
  for (let from = 0; from < started.length; from += AT_ONCE) {
    const portion = started.slice(from, from + AT_ONCE);
    const runs = await Promise.all(portion.map((head) => latestRun(client, head)));
    portion.forEach((head, n) => {
      if (runs[n]?.open !== true) without.push(head);
    });
  }
  if (without.length > 0) await sleep(AGAIN_MS);
  const problems: RecordsProblem[] = [];
  for (const head of without) {
    const [now] = await headsOf(db, [head.reference]);
    if (now === undefined || now.workflow_started_at === null) continue;
    const isLive =
      now.status !== 'closed' || (await withSomethingPending(db, keys, [head.reference])).has(head.reference);
    if (isLive && (await latestRun(client, head))?.open !== true)
      problems.push(
        problem(head.reference, 'run-missing', 'temporal', 'It is open, and Temporal has no open run of it.'),
      );
  }
  return { problems, notStarted: live.length - started.length };
}

/** Open runs of mobilities in which nothing can happen any more, or which there are not. */
export async function runsLeft(client: Client, db: Db, keys: Keys, institution?: string): Promise<RecordsProblem[]> {
  const problems: RecordsProblem[] = [];
  const long = (instant: string | Date): boolean => Date.now() - new Date(instant).getTime() > LEFT_MS;
  const ours = institution === undefined ? await institutionIds(db) : new Set([institution]);
  for await (const run of listedRuns(client)) {
    if (!long(run.startedAt) || !ours.has(run.institution)) continue;
    const { reference } = run;
    const [head] = await headsOf(db, [reference]);
    const isOver =
      head !== undefined &&
      head.status !== 'open' &&
      head.status !== 'new' &&
      long(head.updated_at) &&
      !(await withSomethingPending(db, keys, [reference])).has(reference);
    if (head !== undefined && !isOver) continue;
    // The list is a moment old.
    const latest = await latestRun(client, run);
    if (latest?.open !== true || latest.runId !== run.runId) continue;
    const why = isOver ? 'It is over, and Temporal has an open run of it.' : 'Temporal has a run, the records nothing.';
    problems.push(problem(reference, 'run-left', 'temporal', why));
  }
  return problems;
}
