import type { TaskId } from '../ids.ts';
import { followersOf } from '../mobility/openable.ts';
import { own } from '../mobility/own.ts';
import type { Mobility } from '../mobility/state.ts';
import { stageOf, taskOf, tasksOf, type Procedure } from '../process/procedure.ts';
import type { Kind } from './index.ts';
import type { Ground } from './kind.ts';

/** What a file may be sent back to: something that is given, and can be given anew. */
export const RETURNABLE: ReadonlySet<Kind> = new Set<Kind>(['form', 'documents', 'agreement']);

/** Whether a file may be sent back from one task to another: that one was done, and this one rests on it. */
export function isReturnable(procedure: Procedure, state: Mobility, from: TaskId, to: TaskId): boolean {
  const target = taskOf(procedure, to);
  return (
    target !== undefined &&
    RETURNABLE.has(target.kind) &&
    own(state.tasks, to)?.status === 'done' &&
    (stageOf(procedure, to) < stageOf(procedure, from) || followersOf(procedure, to).has(from))
  );
}

/** The tasks that a file could be sent back to from this one. */
export const returnableFrom = (from: TaskId, { procedure, state }: Ground): readonly TaskId[] =>
  tasksOf(procedure).flatMap(({ task }) => (isReturnable(procedure, state, from, task) ? [task] : []));
