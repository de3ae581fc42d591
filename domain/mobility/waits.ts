import { kinds, type Kind, type TaskOf } from '../tasks/index.ts';
import type { Wait } from '../tasks/kind.ts';
import type { Mobility } from './state.ts';

/** Everything that waits for somebody, in the order in which tasks were opened. */
export const waitsOf = (state: Mobility): readonly Wait[] =>
  state.status === 'closed'
    ? []
    : Object.values(state.tasks).flatMap((task) => (task.status === 'open' ? waitsOfTask(task) : []));

/** What one open task waits for. */
export const waitsOfTask = <K extends Kind>(task: TaskOf<K>): readonly Wait[] => kinds[task.kind].waits(task);
