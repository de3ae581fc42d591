import { isCancellation, proxyActivities, proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import type { EffectActivities } from '../activities/effects/contract.ts';
import type { RecordsActivities } from '../activities/records.ts';
import { documentsQueue } from './contract.ts';

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
    if (isCancellation(error)) throw error;
    return await then();
  }
}

/** Each try is bounded and made once; when to try again is the mobility's decision. */
export const effects = (): EffectActivities =>
  proxyActivities<EffectActivities>({
    taskQueue: documentsQueue(workflowInfo().taskQueue),
    startToCloseTimeout: '2 minutes',
    heartbeatTimeout: '5s',
    retry: { maximumAttempts: 1 },
  });
