import type { Actor } from '../authority/actor.ts';
import { mayAct } from '../authority/may-act.ts';
import { taskOf, type Procedure } from '../process/procedure.ts';
import { refuse } from '../refusal.ts';
import { kinds, type TaskAct } from '../tasks/index.ts';
import { own } from './own.ts';
import type { Mobility } from './state.ts';

/** Whether the actor may do this act on the task that it names: the task must be there, open, and of the right kind. */
export function mayActOnTask(
  procedure: Procedure,
  state: Mobility,
  actor: Actor,
  act: TaskAct,
): ReturnType<typeof mayAct> {
  const task = own(state.tasks, act.task);
  if (task === undefined && taskOf(procedure, act.task) === undefined)
    return refuse('unknown-task', { task: act.task }, 'task');
  if (state.status === 'closed') return refuse('mobility-closed');
  if (task?.status !== 'open') return refuse('task-not-open', { task: act.task }, 'task');
  if (!kinds[task.kind].takes.includes(act.type)) return refuse('wrong-task-kind', { task: act.task }, 'type');
  return mayAct(actor, state, task, act);
}
