import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError, ServiceError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { workflowId, type MobilityInput } from '../workflows/contract.ts';
import { asUnreachable } from '../workflows/send.ts';

const NOT_FOUND = 5;
const BETWEEN_MS = 250;
const REASON = 'The mobility was erased.';

/**
 * Ends the run of a mobility and has Temporal delete it with all that it keeps of earlier ones.
 * @returns whether nothing of them was left when it was looked last; deleting takes the server a moment
 * @throws TemporalUnreachable
 */
export async function endRuns(
  client: Client,
  where: Pick<MobilityInput, 'institution' | 'reference'>,
  options: { readonly timeoutMs?: number } = {},
): Promise<boolean> {
  const until = Date.now() + (options.timeoutMs ?? 10_000);
  const id = workflowId(where);
  try {
    return await client.withDeadline(until + BETWEEN_MS, async () => {
      for (let clean = 0; clean < 2;) {
        clean = (await endOnce(client, id)) ? clean + 1 : 0;
        if (Date.now() > until) return false;
        await sleep(BETWEEN_MS);
      }
      return true;
    });
  } catch (error) {
    throw asUnreachable(error);
  }
}

/** One round over the run of now and those that the server's list has. @returns whether there was none */
async function endOnce(client: Client, id: string): Promise<boolean> {
  const current = await remove(client, id, undefined);
  let listed = 0;
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${id}'` })) {
    listed += 1;
    await remove(client, id, runId);
  }
  return !current && listed === 0;
}

async function remove(client: Client, workflowId: string, runId: string | undefined): Promise<boolean> {
  const handle = client.workflow.getHandle(workflowId, runId);
  try {
    // A worker that has it in hand is told so at once; what is deleted would only be gone under it.
    await handle.terminate(REASON);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  try {
    await client.workflowService.deleteWorkflowExecution({
      namespace: client.options.namespace,
      workflowExecution: { workflowId, ...(runId === undefined ? {} : { runId }) },
    });
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return true;
  const cause = error instanceof ServiceError ? error.cause : error;
  const code: number | undefined = isGrpcServiceError(cause) ? cause.code : undefined;
  return code === NOT_FOUND;
}
