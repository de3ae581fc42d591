import type { TaskId } from '../ids.ts';
import { stageOf, taskOf } from '../process/procedure.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { TaskDefinition } from '../tasks/index.ts';
import { isReturnable } from '../tasks/returnable.ts';
import type { Deciding } from './deciding.ts';
import { followersOf } from './openable.ts';
import { own } from './own.ts';

/** Ends a task; what follows it opens when the decision is completed. */
export const finish = (deciding: Deciding, task: TaskId, outcome?: string): void => {
  deciding.record({ type: 'task-done', task, ...(outcome === undefined ? {} : { outcome }) });
};

/**
 * Sends the file back to an earlier task: that one opens again, and what came after it waits again. What was typed
 * and decided stays in the history.
 */
export function sendBack(deciding: Deciding, from: TaskId, to: TaskId, reason: string): Refusal | undefined {
  const target = taskOf(deciding.procedure, to);
  if (target === undefined) return refuse('unknown-task', { task: to }, 'to');
  if (!isReturnable(deciding.procedure, deciding.state(), from, to))
    return refuse('cannot-send-back', { task: to }, 'to');
  goBack(deciding, from, target, reason);
  return undefined;
}

/**
 * Opens a task again and lets everything that rests on it wait; who may, and whether it makes sense, was asked before.
 * @param also further tasks that must begin anew
 */
export function goBack(
  deciding: Deciding,
  from: TaskId,
  { task: to, title }: Pick<TaskDefinition, 'task' | 'title'>,
  reason: string,
  also: readonly TaskId[] = [],
): void {
  const { tasks, passed = [] } = deciding.state();
  const reset = [...new Set([...follows(deciding, to), ...also])].filter((task) => {
    const status = own(tasks, task)?.status;
    return task !== to && ((status !== undefined && status !== 'waiting') || passed.includes(task));
  });
  deciding.record({ type: 'sent-back', task: from, to: [to], reset, reason });
  deciding.mail({ template: 'sent-back', recipient: { to: 'person' }, tasks: [title], task: to, words: reason });
}

/** Every task that rests on this one: named after it in its stage, or in a later stage. */
function follows({ procedure }: Deciding, task: TaskId): ReadonlySet<TaskId> {
  const later = procedure.stages.slice(stageOf(procedure, task) + 1).flatMap((stage) => stage.tasks.map((t) => t.task));
  return new Set([...followersOf(procedure, task), ...later]);
}
