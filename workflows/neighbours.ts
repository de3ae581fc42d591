import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { isCancellation, proxyActivities, proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import type { EffectActivities } from '../activities/effects/contract.ts';
import type { RecordsActivities } from '../activities/records.ts';
import { documentsQueue, NOT_RECORDABLE } from './contract.ts';

const quick = proxyLocalActivities<RecordsActivities>({
  startToCloseTimeout: '2s',
  retry: { maximumAttempts: 3, initialInterval: '100ms' },
});
const patient = proxyActivities<RecordsActivities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s' },
});

/** The records, quickly when they answer, patiently when the database is down: this returns once it is done. */
export const records: RecordsActivities = {
  load: (reference) =>
    either(
      () => quick.load(reference),
      () => patient.load(reference),
    ),
  procedure: (hash) =>
    either(
      () => quick.procedure(hash),
      () => patient.procedure(hash),
    ),
  commit: (input) =>
    either(
      () => quick.commit(input),
      () => patient.commit(input),
    ),
};

async function either<T>(first: () => Promise<T>, then: () => Promise<T>): Promise<T> {
  try {
    return await first();
  } catch (error) {
    if (isCancellation(error) || isNotRecordable(error)) throw error;
    return await then();
  }
}

/** A commit that would fail again in the same way. The failure of a local activity comes without its wrapping. */
export function isNotRecordable(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.type === NOT_RECORDABLE;
}

/** Each try is bounded and made once; when to try again is the mobility's decision. */
export const effects = (): EffectActivities =>
  proxyActivities<EffectActivities>({
    taskQueue: documentsQueue(workflowInfo().taskQueue),
    startToCloseTimeout: '2 minutes',
    heartbeatTimeout: '5s',
    retry: { maximumAttempts: 1 },
  });
