import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError, ServiceError, type Client } from '@temporalio/client';
import { workflowId, type MobilityInput } from '../workflows/contract.ts';
import { TemporalUnreachable } from '../workflows/send.ts';

const DEADLINE_EXCEEDED = 4;
const NOT_FOUND = 5;
const UNAVAILABLE = 14;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2_000;
const CALL_MS = 3_000;

/**
 * Has Temporal end the run of a mobility and delete it, with all that it keeps of earlier ones.
 * @returns whether nothing of them was left when it was looked last; one that has just ended takes the server half a minute
 * @throws TemporalUnreachable
 */
export async function endRuns(
  client: Client,
  where: Pick<MobilityInput, 'institution' | 'reference'>,
  options: { readonly timeoutMs?: number } = {},
): Promise<boolean> {
  const until = Date.now() + (options.timeoutMs ?? 10_000);
  const id = workflowId(where);
  let pause = FIRST_PAUSE_MS;
  // Twice, because its list lags behind.
  for (let clean = 0; clean < 2; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    clean = (await endOnce(client, id)) ? clean + 1 : 0;
    if (Date.now() + pause > until) return false;
    await sleep(pause);
  }
  return true;
}

/** One round over the run of now and those that the server's list has. @returns whether there was none */
async function endOnce(client: Client, id: string): Promise<boolean> {
  try {
    return await client.withDeadline(Date.now() + CALL_MS, async () => {
      const current = await remove(client, id, undefined);
      let listed = 0;
      for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${id}'` })) {
        listed += 1;
        await remove(client, id, runId);
      }
      return !current && listed === 0;
    });
  } catch (error) {
    const code = codeOf(error);
    if (code !== UNAVAILABLE && code !== DEADLINE_EXCEEDED) throw error;
    throw new TemporalUnreachable('The Temporal server does not answer.', { cause: error });
  }
}

/**
 * Deleting ends a run that is under way. Not terminated before: the server puts the deletion of one that was ended a
 * moment ago off for half a minute.
 */
async function remove(client: Client, id: string, runId: string | undefined): Promise<boolean> {
  try {
    await client.workflowService.deleteWorkflowExecution({
      namespace: client.options.namespace,
      workflowExecution: { workflowId: id, ...(runId === undefined ? {} : { runId }) },
    });
    return true;
  } catch (error) {
    if (codeOf(error) === NOT_FOUND) return false;
    throw error;
  }
}

function codeOf(error: unknown): number | undefined {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) ? cause.code : undefined;
}
