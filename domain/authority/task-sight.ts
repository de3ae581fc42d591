import { own } from '../mobility/own.ts';
import type { ClockId, Mobility } from '../mobility/state.ts';
import { waitsOfTask } from '../mobility/waits.ts';
import { taskOf, tasksOf, type Procedure, type TaskBase } from '../process/procedure.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { TaskId } from '../ids.ts';
import type { Actor } from './actor.ts';
import { holds } from './may.ts';

/** For whom a file is shown: each sees another part of it. */
export type Audience = 'person' | 'staff' | 'partner';

/** As whom the actor sees this file. */
export function audienceOf(actor: Actor, file: Pick<Mobility, 'person'>): Audience {
  if (actor.kind === 'partner') return 'partner';
  return actor.kind === 'person' && actor.person === file.person.id ? 'person' : 'staff';
}

/** Whether a procedure keeps a task among staff. */
export const isForStaff = (definition: Pick<TaskBase, 'visibility'> | undefined): boolean =>
  definition?.visibility === 'staff';

/** The same of a stage: all that is in it is. */
export const isStageForStaff = ({ tasks }: { readonly tasks: readonly Pick<TaskBase, 'visibility'>[] }): boolean =>
  tasks.length > 0 && tasks.every(isForStaff);

/**
 * Whether a task is there for a reader: everything that shows or takes something of a file asks here. What a procedure
 * keeps among staff is there for nobody else, as long as nothing in it waits for them: what does, they must be able to do.
 */
export function seesTask(actor: Actor, file: Mobility, procedure: Procedure, task: TaskId): boolean {
  if (!isForStaff(taskOf(procedure, task)) || audienceOf(actor, file) === 'staff') return true;
  return waitsFor(actor, file, task);
}

function waitsFor(actor: Actor, file: Mobility, id: TaskId): boolean {
  const task = own(file.tasks, id);
  if (file.status === 'closed' || task?.status !== 'open') return false;
  return waitsOfTask(task).some(
    ({ holders, item }) =>
      holds(actor, holders, file, { task: id, ...(item === undefined ? {} : { item }) }) === undefined,
  );
}

/** The tasks that staff keep among themselves, and no clock of which is anybody else's. */
export const tasksForStaff = (procedure: Procedure): ReadonlySet<TaskId> =>
  new Set(tasksOf(procedure).flatMap((definition) => (isForStaff(definition) ? [definition.task] : [])));

/** The task that a clock counts for, by the clock's id. */
export const taskOfClock = (clock: ClockId): TaskId => clock.split('/')[0] ?? clock;

/** What somebody is told who names a task that is not there for them: the same as of one that does not exist. */
export function unseenTask(
  actor: Actor,
  file: Mobility,
  procedure: Procedure,
  act: { readonly type: string; readonly task?: TaskId },
): Refusal | undefined {
  const { type, task } = act;
  if (task === undefined || seesTask(actor, file, procedure, task)) return undefined;
  switch (type) {
    case 'remind':
      return file.status === 'closed' ? refuse('mobility-closed') : refuse('task-not-open', { task }, 'task');
    case 'begin-again':
      return refuse('not-repeatable', { task }, 'task');
    // Who may is asked before what is named.
    case 'reassign':
    case 'move-deadline':
      return undefined;
    default:
      return refuse('unknown-task', { task }, 'task');
  }
}
