import type { Sha256, TaskId } from '../ids.ts';
import type { ResultRow } from '../tasks/grades.ts';
import type { Mobility } from './state.ts';

/** The results of one grades task, with their hash, once entered. */
export function resultsOf(
  state: Mobility,
  task: TaskId,
): { readonly rows: readonly ResultRow[]; readonly hash: Sha256 } | undefined {
  const found = state.tasks[task];
  return found?.kind === 'grades' ? found.data.results : undefined;
}
