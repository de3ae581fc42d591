import type { Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { Db } from '../../db/connect.ts';
import type { Keys } from '../../db/keys.ts';
import { payloadCodec } from '../../db/payload-codec.ts';
import type { Head } from '../../db/records/head.ts';
import type { Recorded } from '../../domain/mobility/events.ts';

/** What one commit, or the loading at its start, told a run. */
export interface Step {
  readonly head: Head;
  readonly events: readonly Recorded[];
}

export interface Execution {
  readonly workflowId: string;
  readonly runId: string;
}

const EVENTS_AT_ONCE = 100;
const MOST_RUNS = 50;

/**
 * What a run was told by the records, newest first, and before that what the runs were that it continues. It is read
 * from the history that Temporal keeps, so it needs no worker, and is exactly what the run will go by.
 * @throws KeyUnavailable when the key of the mobility is not there
 */
export async function* stepsOf(client: Client, db: Db, keys: Keys, execution: Execution): AsyncGenerator<Step> {
  const codec = payloadCodec(db, keys);
  const { namespace } = client.options;
  const { workflowId } = execution;
  let runId = execution.runId;
  for (let runs = 0; runId !== '' && runs < MOST_RUNS; runs += 1) {
    let nextPageToken: Uint8Array | undefined;
    let before = '';
    do {
      const page = await client.workflowService.getWorkflowExecutionHistoryReverse({
        namespace,
        execution: { workflowId, runId },
        maximumPageSize: EVENTS_AT_ONCE,
        ...(nextPageToken === undefined ? {} : { nextPageToken }),
      });
      for (const event of page.history?.events ?? []) {
        const local = event.markerRecordedEventAttributes?.details?.['result']?.payloads;
        const payloads = local ?? event.activityTaskCompletedEventAttributes?.result?.payloads ?? [];
        for (const payload of await codec.decode([...payloads])) {
          const step = stepIn(payload);
          if (step !== undefined) yield step;
        }
        before = event.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? before;
      }
      nextPageToken = page.nextPageToken.length > 0 ? page.nextPageToken : undefined;
    } while (nextPageToken !== undefined);
    runId = before;
  }
}

/** The results of `load` and `commit` name the head they came to; no other activity's result does. */
function stepIn(payload: Payload): Step | undefined {
  const value: unknown = defaultPayloadConverter.fromPayload(payload);
  if (!isObject(value) || !isObject(value['head'])) return undefined;
  const { rev, hash } = value['head'];
  if (typeof rev !== 'number' || typeof hash !== 'string') return undefined;
  // Our own worker's, encrypted with an authenticated key.
  return { head: { rev, hash }, events: 'events' in value ? (value['events'] as readonly Recorded[]) : [] };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
