import type { Actor } from '../authority/actor.ts';
import { itemOf, mayAct } from '../authority/may-act.ts';
import { taskOf, type Procedure } from '../process/procedure.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { kinds, type TaskAct } from '../tasks/index.ts';
import { clockId } from './clocks.ts';
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
  const allowed = mayAct(actor, state, task, act);
  return isRefusal(allowed) ? allowed : (closedFor(state, act) ?? allowed);
}

/** What closed is not taken any more, from anybody: staff give more time first. */
function closedFor({ clocks }: Mobility, act: TaskAct): Refusal | undefined {
  const clock = [clockId(act.task, itemOf(act)), clockId(act.task)]
    .map((id) => own(clocks, id))
    .find((one) => one?.closed === true);
  return clock === undefined ? undefined : refuse('window-closed', { date: clock.due.date });
}
