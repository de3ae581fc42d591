import type { TaskId, Text } from '../ids.ts';
import { differ, listedAlike, pathOf, told, type Place } from './compare/differ.ts';
import { placeOf } from './compare/words.ts';
import type { TaskDefinition } from '../tasks/index.ts';
import type { Procedure, Stage } from './procedure.ts';

/** One thing that two versions say otherwise, at its place, in words. */
export interface Difference {
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  /** Names from the outside in: `tasks/details/fields/level`; empty for the procedure itself. */
  readonly place: string;
  readonly sentence: Text;
}

export interface Comparison {
  /** In the order of the newer version; what is gone comes last in what it was in. */
  readonly differences: readonly Difference[];
  /** What a diagram shows. */
  readonly tasks: {
    readonly added: readonly TaskId[];
    readonly removed: readonly TaskId[];
    readonly changed: readonly TaskId[];
  };
}

/** What is different between two versions of a procedure; nothing where they say the same. */
export function compare(from: Procedure, to: Procedure): Comparison {
  const before = stationed(from);
  const after = stationed(to);
  const changed: TaskId[] = [];
  const differences: Difference[] = [
    ...differ([], without(from, 'stages'), without(to, 'stages')),
    ...listedAlike([], 'stages', from.stages, to.stages),
  ];
  for (const stage of to.stages) {
    const old = from.stages.find((s) => s.stage === stage.stage);
    const place: Place = [{ list: 'stages', name: stage.stage, title: stage.title }];
    if (old === undefined) differences.push(told('added', place));
    else
      differences.push(...differ(place, without(old, 'tasks'), without(stage, 'tasks')), ...order(place, old, stage));
    for (const task of stage.tasks) {
      const was = before.get(task.task);
      const found = was === undefined ? [told('added', placeOfTask(task))] : ofTask(was, { stage, task });
      if (was !== undefined && found.length > 0) changed.push(task.task);
      differences.push(...found);
    }
    differences.push(...goneFrom(old, after));
  }
  for (const stage of from.stages.filter((s) => !to.stages.some((t) => t.stage === s.stage)))
    differences.push(
      ...goneFrom(stage, after),
      told('removed', [{ list: 'stages', name: stage.stage, title: stage.title }]),
    );
  return {
    differences,
    tasks: {
      added: [...after.keys()].filter((task) => !before.has(task)),
      removed: [...before.keys()].filter((task) => !after.has(task)),
      changed,
    },
  };
}

interface Stationed {
  readonly stage: Stage;
  readonly task: TaskDefinition;
}

const stationed = ({ stages }: Procedure): ReadonlyMap<TaskId, Stationed> =>
  new Map(stages.flatMap((stage) => stage.tasks.map((task) => [task.task, { stage, task }])));

const placeOfTask = ({ task, title }: TaskDefinition): Place => [{ list: 'tasks', name: task, title }];

function ofTask(was: Stationed, is: Stationed): Difference[] {
  const place = placeOfTask(is.task);
  const moved = was.stage.stage !== is.stage.stage;
  return [...(moved ? [movedTo(place, is.stage)] : []), ...differ(place, { ...was.task }, { ...is.task })];
}

function movedTo(place: Place, { stage, title }: Stage): Difference {
  const [it, there] = [placeOf(place), placeOf([{ list: 'stages', name: stage, title }])];
  return {
    kind: 'moved',
    place: pathOf(place, []),
    sentence: { en: `${it.en}: moved to ${lower(there.en)}.`, fr: `${it.fr} : passe à : ${lower(there.fr)}.` },
  };
}

/** Whether the tasks that a stage kept stand in another order. */
const order = (place: Place, from: Stage, to: Stage): Difference[] =>
  listedAlike(
    place,
    'tasks',
    from.tasks.filter(({ task }) => to.tasks.some((t) => t.task === task)),
    to.tasks.filter(({ task }) => from.tasks.some((t) => t.task === task)),
  );

const goneFrom = (stage: Stage | undefined, after: ReadonlyMap<TaskId, Stationed>): Difference[] =>
  (stage?.tasks ?? []).filter(({ task }) => !after.has(task)).map((task) => told('removed', placeOfTask(task)));

const lower = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);

const without = (value: object, key: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
