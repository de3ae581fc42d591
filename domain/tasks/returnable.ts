import type { TaskId } from '../ids.ts';
import { followersOf } from '../mobility/openable.ts';
import { own } from '../mobility/own.ts';
import type { Ground } from './kind.ts';

const KINDS: ReadonlySet<string> = new Set(['form', 'documents', 'agreement']);

/** The tasks that a file could be sent back to from this one, as `sendBack` allows it. */
export function returnableFrom(from: TaskId, { procedure, state }: Ground): readonly TaskId[] {
  const here = procedure.stages.findIndex((stage) => stage.tasks.some((t) => t.task === from));
  return procedure.stages
    .slice(0, here + 1)
    .flatMap((stage, n) =>
      stage.tasks
        .filter(
          ({ task, kind }) =>
            KINDS.has(kind) &&
            own(state.tasks, task)?.status === 'done' &&
            (n < here || followersOf(procedure, task).has(from)),
        )
        .map(({ task }) => task),
    );
}
