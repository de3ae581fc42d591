import { isGrpcServiceError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Log } from '../../config/log.ts';
import type { Reference } from '../../domain/ids.ts';
import { laterBy } from '../../domain/time/instants.ts';
import { MOBILITY_QUEUE } from '../../workflows/contract.ts';
import { startRun, type SendOptions } from '../../workflows/send.ts';
import { endRun, listedRuns, type Run } from './run.ts';

export interface ReplaceDeps {
  readonly client: Client;
  readonly log: Pick<Log, 'warn'>;
  readonly now: () => Date;
  readonly options?: Pick<SendOptions, 'taskQueue'>;
}

/** A run that begins anew and fails again may be a fault of the code: it is tried more and more seldom. */
const AGAIN_SECONDS = 60;
const SELDOM_SECONDS = 600;
const AT_ONCE = 20;
const INVALID_ARGUMENT = 3;

/**
 * Ends runs whose tasks fail again and again, and starts them anew from the records, where everything stands that was
 * acknowledged. Such a run would hold its file up for ever: one whose history today's code cannot replay, or in which
 * the server refuses the answer to an Update that was given to a worker that died.
 * @param replaced which files were replaced, and until when they are left alone; kept by this function from round to
 *   round
 * @returns how many were replaced
 */
export async function replaceBroken(
  { client, log, now, options = {} }: ReplaceDeps,
  replaced: Map<Reference, LeftAlone>,
): Promise<number> {
  const at = now().toISOString();
  // Who was well for long is not remembered.
  for (const [reference, { until }] of replaced) if (laterBy(until, SELDOM_SECONDS) <= at) replaced.delete(reference);
  const queue = options.taskQueue ?? MOBILITY_QUEUE;
  const broken: (Run & { readonly institution: string; readonly reference: string })[] = [];
  try {
    for await (const run of listedRuns(client, { and: `TaskQueue = '${queue}' AND ${FAILING}` })) {
      if ((replaced.get(run.reference)?.until ?? '') > at) continue;
      if (await failsStill(client, run)) broken.push(run);
      if (broken.length === AT_ONCE) break;
    }
  } catch (error) {
    // A server of before it told: there an operator ends such a run, and `smile records resume` starts it anew.
    if (codeOf(error) === INVALID_ARGUMENT) return 0;
    throw error;
  }
  for (const run of broken) {
    const { reference, institution } = run;
    const { seconds = AGAIN_SECONDS } = replaced.get(reference) ?? {};
    replaced.set(reference, { until: laterBy(at, seconds), seconds: Math.min(seconds * 2, SELDOM_SECONDS) });
    log.warn({ reference, runId: run.runId }, 'The tasks of this run fail: it is ended, and goes on from the records');
    await endRun(client, run, 'its tasks failed again and again; it goes on from the records');
    await startRun(client, { reference, institution }, options);
  }
  return broken.length;
}

/** Until when a file is left alone, and for how long after the next time. */
export interface LeftAlone {
  readonly until: string;
  readonly seconds: number;
}

/**
 * What the server says of a run after five tasks in a row that came to nothing. It keeps the kind of the fifth: of a
 * worker that died five times with it, all that fails afterwards still counts as having come to no end in time.
 */
const FAILING = "TemporalReportedProblems IN ('category=WorkflowTaskFailed', 'category=WorkflowTaskTimedOut')";
const TRIES = 6;

/** Whether its task is tried again right now, and not for the first time: the lists are a moment old. */
async function failsStill(client: Client, { workflowId, runId }: Run): Promise<boolean> {
  try {
    const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
    return (raw.pendingWorkflowTask?.attempt ?? 0) >= TRIES;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

const codeOf = (error: unknown): number | undefined => (isGrpcServiceError(error) ? error.code : undefined);
