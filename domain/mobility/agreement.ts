import type { Sha256, TaskId } from '../ids.ts';
import type { Revision } from '../tasks/agreement.ts';
import type { Mobility } from './state.ts';

/** The newest revision of one agreement task. */
export function newestRevision(state: Mobility, task: TaskId): Revision | undefined {
  const found = state.tasks[task];
  return found?.kind === 'agreement' ? found.data.revisions.at(-1) : undefined;
}

/** The newest revision of any agreement of the mobility. */
export function agreementInForce(state: Mobility): Revision | undefined {
  return Object.values(state.tasks)
    .flatMap((task) => (task.kind === 'agreement' ? task.data.revisions : []))
    .reduce<Revision | undefined>((newest, r) => (newest === undefined || r.at >= newest.at ? r : newest), undefined);
}

/** The revision with this hash. */
export const revisionByHash = (state: Mobility, hash: Sha256): Revision | undefined =>
  Object.values(state.tasks)
    .flatMap((task) => (task.kind === 'agreement' ? task.data.revisions : []))
    .find((r) => r.hash === hash);
