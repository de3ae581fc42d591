import type { TaskId } from '../ids.ts';
import { stageOf, tasksOf, type Procedure } from '../process/procedure.ts';
import { own } from './own.ts';
import type { Mobility } from './state.ts';

/** Whether nothing waits for a task any more: it was done, or its condition did not hold. */
export const isOver = ({ tasks, passed = [] }: Pick<Mobility, 'tasks' | 'passed'>, task: TaskId): boolean =>
  own(tasks, task)?.status === 'done' || passed.includes(task);

/** Whether a task waits to be asked for, or comes after one that does: until then nothing waits for it. */
export function isDormant(procedure: Procedure, { tasks, requested = [] }: Mobility, task: TaskId): boolean {
  if (own(tasks, task) !== undefined) return false;
  const gates = gatesOf(procedure).get(task) ?? [];
  return gates.some((gate) => own(tasks, gate) === undefined && !requested.includes(gate));
}

/** For each task those that must be asked for before it can open: itself, and what it comes after. */
function gatesOf(procedure: Procedure): ReadonlyMap<TaskId, readonly TaskId[]> {
  const known = gates.get(procedure);
  if (known !== undefined) return known;
  const found = new Map<TaskId, Set<TaskId>>();
  for (const { task, repeat } of tasksOf(procedure)) {
    if (repeat?.onRequest !== true) continue;
    for (const one of [task, ...followersOf(procedure, task)]) found.set(one, (found.get(one) ?? new Set()).add(task));
  }
  const lists = new Map([...found].map(([task, those]) => [task, [...those]]));
  gates.set(procedure, lists);
  return lists;
}
const gates = new WeakMap<Procedure, ReadonlyMap<TaskId, readonly TaskId[]>>();

/** Every task that is about this one, or comes after such a one: what it said before is not what they are about any more. */
export function restingOn(procedure: Procedure, task: TaskId): ReadonlySet<TaskId> {
  const all = tasksOf(procedure);
  const found = new Set<TaskId>(followersOf(procedure, task));
  for (let size = -1; size < found.size;) {
    size = found.size;
    for (const other of all) {
      if (!('of' in other) || (other.of !== task && !found.has(other.of))) continue;
      found.add(other.task);
      for (const follower of followersOf(procedure, other.task)) found.add(follower);
    }
  }
  return found;
}

/** Every task that rests on this one within its stage: named after it, or after one of those. */
export function followersOf(procedure: Procedure, task: TaskId): ReadonlySet<TaskId> {
  const tasks = procedure.stages[stageOf(procedure, task)]?.tasks ?? [];
  const found = new Set<TaskId>();
  // A task may stand before the one that it comes after, so one pass is not enough.
  for (let size = -1; size < found.size;) {
    size = found.size;
    for (const other of tasks) if ((other.after ?? []).some((a) => a === task || found.has(a))) found.add(other.task);
  }
  return found;
}
