import { WorkflowNotFoundError } from '@temporalio/client';
import { headRow } from '../../../db/records/head.ts';
import { VIEW_QUERY, workflowId, type View } from '../../../workflows/contract.ts';
import type { Evidence, Fault } from '../verdict.ts';

const TRIES = 5;

/** The workflow knows as much as the records. A closed file needs no run any more. */
export async function judgeRun({ db, client }: Evidence, reference: string): Promise<Fault[]> {
  const head = await headRow(db, reference);
  if (head === null) return [];
  const handle = client.workflow.getHandle(workflowId({ institution: head.institution, reference }));
  for (let tries = 1; ; tries += 1) {
    try {
      const { rev } = await client.withDeadline(Date.now() + 30_000, () => handle.query<View>(VIEW_QUERY));
      if (rev === head.rev) return [];
      return [
        {
          kind: 'contradicted',
          what: `${reference}: the run is at ${String(rev)}, the records at ${String(head.rev)}`,
        },
      ];
    } catch (error) {
      if (error instanceof WorkflowNotFoundError)
        return head.status === 'closed' ? [] : [{ kind: 'lost', what: `${reference} is open and has no run` }];
      if (tries === TRIES)
        return [{ kind: 'contradicted', what: `${reference}: its run does not answer: ${String(error)}` }];
    }
  }
}
