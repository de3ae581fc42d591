import { taskOf, type Procedure, type TaskBase } from '../process/procedure.ts';
import type { Clock } from './state.ts';

/** What a clock counts for: a task, or a step of a chain. */
export function timedPart(
  procedure: Procedure,
  { task, item }: Pick<Clock, 'task' | 'item'>,
): Pick<TaskBase, 'due' | 'remind' | 'missed'> | undefined {
  const definition = taskOf(procedure, task);
  if (item === undefined) return definition;
  return definition?.kind === 'approval' ? definition.chain.find((s) => s.step === item) : undefined;
}
