import {
  isGrpcServiceError,
  ServiceError,
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { ApplicationFailure, TypedSearchAttributes } from '@temporalio/common';
import type { Answer, Command } from '../domain/mobility/commands.ts';
import { isRefusal, type Refusal } from '../domain/refusal.ts';
import { institutionAttribute, statusAttribute } from './attributes.ts';
import {
  ACT_UPDATE,
  MOBILITY_QUEUE,
  MOBILITY_WORKFLOW,
  workflowId,
  type ActArguments,
  type ActResult,
  type MobilityInput,
} from './contract.ts';
import type { mobility } from './mobility.ts';

export type Sent =
  | { readonly kind: 'done'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** No answer in time: it may still be done; the records will say. */
  | { readonly kind: 'pending' };

/** The Temporal server does not answer: nothing is known to be done. */
export class TemporalUnreachable extends Error {
  override readonly name = 'TemporalUnreachable';
  readonly code = 'temporal-unreachable';
}

/** Too much is under way at once, in this file or on the whole server: this was not taken. */
export class TooMuchUnderWay extends Error {
  override readonly name = 'TooMuchUnderWay';
  readonly code = 'too-much-under-way';
}

/** Somebody who acts waits so long for an answer. */
export const PATIENCE_MS = 5_000;

export interface SendOptions {
  readonly timeoutMs?: number;
  readonly taskQueue?: string;
  readonly continueAfter?: number;
}

/**
 * Sends one command to one mobility, starting a run when there is none: the only way in, also for closed files.
 * @throws TemporalUnreachable, TooMuchUnderWay
 */
export async function send(
  client: Client,
  where: MobilityInput,
  command: Command,
  options: SendOptions = {},
): Promise<Sent> {
  const { timeoutMs = PATIENCE_MS } = options;
  const until = Date.now() + timeoutMs;
  // The run that lost an Update has ended, and would answer the same Update with the same loss for ever.
  let hasEnded = false;
  for (let tries = 1; ; tries += 1) {
    try {
      return { kind: 'done', answer: await executed(client, where, command, { ...options, hasEnded }, until) };
    } catch (error) {
      if (isFull(error)) {
        if (Date.now() + LAST_TRY_MS > until) throw new TooMuchUnderWay('The server takes no more.', { cause: error });
        await new Promise((resolve) => setTimeout(resolve, ROOM_AGAIN_MS * (0.5 + Math.random() / 2)));
        continue;
      }
      const notReady = isNotReady(error);
      if (!notReady && !isToBeSentAgain(error)) return sentOrThrown(error);
      if (notReady ? Date.now() + READY_AGAIN_MS > until : tries >= MOST_TRIES) return { kind: 'pending' };
      if (notReady) await new Promise((resolve) => setTimeout(resolve, READY_AGAIN_MS));
      else hasEnded = true;
    }
  }
}

/** A file takes ten commands at once; with a worker there, each is done in a moment. */
const ROOM_AGAIN_MS = 400;
/** A try that is cut off by the end of our patience could not say that nothing was taken. */
const LAST_TRY_MS = 1_500;

/**
 * Most acts are on a mobility whose run is there, and an Update alone costs the server and us less than one with a
 * start. The id is the same on both ways, so that what came by the first is known on the second.
 */
async function executed(
  client: Client,
  where: MobilityInput,
  command: Command,
  options: SendOptions & { readonly hasEnded: boolean },
  until: number,
): Promise<Answer> {
  const args: ActArguments = [command];
  const update = {
    args,
    // Temporal answers an id that it knows without asking us: the body is part of it, so that a key used again for
    // something else is told apart by the commit.
    ...(command.id === null ? {} : { updateId: `${command.id}:${command.bodyHash}` }),
  };
  try {
    if (!options.hasEnded)
      return await client.withDeadline(until, () =>
        client.workflow
          .getHandle<typeof mobility>(workflowId(where))
          .executeUpdate<ActResult, ActArguments>(ACT_UPDATE, update),
      );
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
  return client.withDeadline(until, () =>
    client.workflow.executeUpdateWithStart<typeof mobility, ActResult, ActArguments>(ACT_UPDATE, {
      ...update,
      startWorkflowOperation: new WithStartWorkflowOperation<typeof mobility>(MOBILITY_WORKFLOW, {
        ...startOptions(where, options),
        workflowIdConflictPolicy: 'USE_EXISTING',
      }),
    }),
  );
}

/** Starts a run of a mobility that has none. @throws TemporalUnreachable */
export async function startRun(client: Client, where: MobilityInput, options: SendOptions = {}): Promise<void> {
  try {
    await client.withDeadline(Date.now() + (options.timeoutMs ?? PATIENCE_MS), () =>
      client.workflow.start<typeof mobility>(MOBILITY_WORKFLOW, {
        ...startOptions(where, options),
        workflowIdConflictPolicy: 'USE_EXISTING',
      }),
    );
  } catch (error) {
    throw asUnreachable(error);
  }
}

function startOptions(
  { institution, reference, continueAfter }: MobilityInput,
  { taskQueue = MOBILITY_QUEUE }: SendOptions,
): WorkflowStartOptions<typeof mobility> {
  return {
    workflowId: workflowId({ institution, reference }),
    taskQueue,
    args: [{ institution, reference, ...(continueAfter === undefined ? {} : { continueAfter }) }],
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    // How long a worker that was killed holds a file up, at most.
    workflowTaskTimeout: '5s',
    typedSearchAttributes: new TypedSearchAttributes([
      { key: institutionAttribute, value: institution },
      { key: statusAttribute, value: 'open' },
    ]),
  };
}

function sentOrThrown(error: unknown): Sent {
  // Not ready: a worker may have taken it in an earlier try of ours, and ended with it.
  if (
    error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
    codeOf(error) === DEADLINE_EXCEEDED ||
    isNotReady(error)
  )
    return { kind: 'pending' };
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    const refusal: unknown = error.cause.details?.[0];
    if (isRefusal(refusal)) return { kind: 'refused', refusal };
  }
  throw asUnreachable(error);
}

/**
 * The server's words for an Update whose run was ended by an operator after it was taken, so that the next run does it
 * or finds it done, and for one that the server gave to a worker too busy to look at it.
 */
const LOST_UPDATES: readonly unknown[] = ['AcceptedUpdateCompletedWorkflow', 'UnprocessedUpdate'];
const MOST_TRIES = 10;

const isToBeSentAgain = (error: unknown): boolean =>
  error instanceof WorkflowUpdateFailedError &&
  error.cause instanceof ApplicationFailure &&
  LOST_UPDATES.includes(error.cause.type);

const UNAVAILABLE = 14;
const FAILED_PRECONDITION = 9;
const DEADLINE_EXCEEDED = 4;
const RESOURCE_EXHAUSTED = 8;
const isFull = (error: unknown): boolean => codeOf(error) === RESOURCE_EXHAUSTED;
const codeOf = (error: unknown): number | undefined => {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) ? cause.code : undefined;
};

/**
 * The server takes no Update for a run whose last task failed: its worker was too busy to answer in time, or ended three
 * times in the middle of it. Nothing was handed over, and it takes them again once a worker comes through.
 */
const isNotReady = (error: unknown): boolean => codeOf(error) === FAILED_PRECONDITION;
const READY_AGAIN_MS = 300;

function asUnreachable(error: unknown): unknown {
  if (isNotReady(error))
    return new TemporalUnreachable('No worker gets through the run of this file.', { cause: error });
  return codeOf(error) === UNAVAILABLE
    ? new TemporalUnreachable('The Temporal server does not answer.', { cause: error })
    : error;
}
