import type { TaskId } from '../../ids.ts';
import type { TaskDefinition } from '../../tasks/index.ts';
import type { Procedure } from '../procedure.ts';
import { placed, type Placed } from './walk.ts';

/** The tasks of a procedure by name, and what is over when one of them opens. */
export interface Tasks {
  readonly list: readonly Placed[];
  readonly ofKind: (kind: TaskDefinition['kind']) => readonly Placed[];
  readonly find: (name: TaskId) => Placed | undefined;
  /** Whether a task opens only when another one is over: that is of an earlier stage, or it comes after it. */
  readonly comesAfter: (task: Placed, other: Placed) => boolean;
  /** What a task comes after in its own stage, step by step, with tasks that wait for each other. */
  readonly ahead: (task: Placed) => ReadonlySet<Placed>;
  /** Those that somebody must ask for before it opens: itself, or what it comes after in its stage. */
  readonly gates: (task: Placed) => ReadonlySet<Placed>;
  /** Whether another task was done, and what it gave is there, when a task opens. */
  readonly isThere: (task: Placed, other: Placed) => 'surely' | 'possibly' | 'never';
}

/** What can be said of the order of tasks by the procedure alone. */
export function tasksOf(procedure: Procedure): Tasks {
  const list = placed(procedure);
  const byName = new Map(list.map((one) => [one.definition.task, one]));
  const byKind = Map.groupBy(list, (one) => one.definition.kind);
  const find = (name: TaskId): Placed | undefined => byName.get(name);
  const ahead = kept((task: Placed) => closure(find, task));
  const gates = kept((task: Placed) => new Set([task, ...ahead(task)].filter(isAskedFor)));
  const comesAfter = (task: Placed, other: Placed): boolean => other.stage < task.stage || ahead(task).has(other);
  const beginsAgain = kept((task: Placed) =>
    [task, ...ahead(task)].some(({ definition }) => definition.repeat !== undefined),
  );
  const isThere: Tasks['isThere'] = (task, other) => {
    if (task === other) return 'never';
    if (comesAfter(task, other)) return isSure(task, other) ? 'surely' : 'possibly';
    // What is begun when somebody asks may open when later stages are over.
    return comesAfter(other, task) && !beginsAgain(task) ? 'never' : 'possibly';
  };
  const isSure = (task: Placed, other: Placed): boolean => {
    const { when } = other.definition;
    if (when !== undefined && when !== task.definition.when) return false;
    const asked = gates(task);
    return [...gates(other)].every((gate) => asked.has(gate));
  };
  return { list, ofKind: (kind) => byKind.get(kind) ?? [], find, comesAfter, ahead, gates, isThere };
}

const isAskedFor = ({ definition }: Placed): boolean => definition.repeat?.onRequest === true;

function closure(find: Tasks['find'], task: Placed): ReadonlySet<Placed> {
  const done = new Set<Placed>();
  const ahead = [...(task.definition.after ?? [])];
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    const other = find(name);
    if (other?.stage !== task.stage || done.has(other)) continue;
    done.add(other);
    ahead.push(...(other.definition.after ?? []));
  }
  return done;
}

function kept<V>(of: (task: Placed) => V): (task: Placed) => V {
  const known = new Map<Placed, V>();
  return (task) => {
    const value = known.get(task) ?? of(task);
    known.set(task, value);
    return value;
  };
}
