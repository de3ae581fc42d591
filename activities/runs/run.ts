import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { workflowId } from '../../workflows/contract.ts';
import type { Execution } from './history.ts';

/** The latest run of a mobility that Temporal knows. */
export interface Run extends Execution {
  readonly open: boolean;
  readonly startedAt: Date;
}

const WITHIN_MS = 10_000;

/** Undefined when Temporal knows none. */
export async function latestRun(
  client: Client,
  where: { readonly institution: string; readonly reference: string },
): Promise<Run | undefined> {
  try {
    const handle = client.workflow.getHandle(workflowId(where));
    const found = await client.withDeadline(Date.now() + WITHIN_MS, () => handle.describe());
    const { runId, startTime, status } = found;
    return { workflowId: found.workflowId, runId, open: status.name === 'RUNNING', startedAt: startTime };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Ends a run, if it is still the one: what it was doing is started again by the next one. */
export async function endRun(client: Client, run: Execution, reason: string): Promise<void> {
  try {
    const handle = client.workflow.getHandle(run.workflowId, run.runId);
    await client.withDeadline(Date.now() + WITHIN_MS, () => handle.terminate(reason));
  } catch (error) {
    // It ended by itself.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

const OURS = /^mobility:([^:]+):([A-Z0-9-]+)$/;

/** Runs that Temporal lists, a moment old; without `all` only open ones. @param and more of the server's query */
export async function* listedRuns(
  client: Client,
  { all = false, and }: { readonly all?: boolean; readonly and?: string } = {},
): AsyncGenerator<Run & { readonly institution: string; readonly reference: string }> {
  const open = all ? '' : " AND ExecutionStatus = 'Running'";
  const query = `WorkflowType = 'mobility'${open}${and === undefined ? '' : ` AND ${and}`}`;
  for await (const { workflowId: id, runId, status, startTime } of client.workflow.list({ query, pageSize: 500 })) {
    const [, institution, reference] = OURS.exec(id) ?? [];
    if (institution !== undefined && reference !== undefined)
      yield { workflowId: id, runId, open: status.name === 'RUNNING', startedAt: startTime, institution, reference };
  }
}
