import type { Procedure } from '../procedure.ts';
import type { Fault } from '../problem.ts';
import type { Tasks } from './order.ts';
import { unknownTask } from './unknown-task.ts';
import type { Placed } from './walk.ts';

/** Tasks and stages that never open, and what never waits for anybody. */
export function unreachable(procedure: Procedure, tasks: Tasks): Fault[] {
  const faults = tasks.list.flatMap((task) => brokenOrder(tasks, task));
  const stuck = stuckTasks(tasks);
  return [...faults, ...behind(tasks, stuck), ...stagesBehind(procedure, stuck), ...nothingToDo(tasks)];
}

function brokenOrder(tasks: Tasks, task: Placed): Fault[] {
  const { definition, stage, path } = task;
  return (definition.after ?? []).flatMap((name, n): Fault[] => {
    const place = [...path, 'after', n];
    const other = tasks.find(name);
    if (other === undefined) return [unknownTask(place, name, tasks.list)];
    if (other.stage > stage) return [afterLater(definition.task, name, place)];
    if (other === task || tasks.ahead(other).has(task)) return [cycle(definition.task, name, place)];
    return other.stage < stage && tasks.gates(other).size > 0 ? [notWaitedFor(definition.task, name, place)] : [];
  });
}

const afterLater = (task: string, name: string, path: Fault['path']): Fault => ({
  code: 'after-later-stage',
  path,
  message: `“${task}” waits for “${name}”, whose stage waits for this one: neither would ever open.`,
  hint: 'Move one of the two, or take the name away.',
});

const cycle = (task: string, name: string, path: Fault['path']): Fault => ({
  code: 'after-cycle',
  path,
  message:
    name === task
      ? `“${name}” waits for itself.`
      : `“${task}” and “${name}” wait for each other: neither would ever open.`,
  hint: 'Take one of the names in “after” away.',
});

const notWaitedFor = (task: string, name: string, path: Fault['path']): Fault => ({
  severity: 'warning',
  code: 'after-not-asked-for',
  path,
  message: `“${name}” opens only when somebody asks for it: “${task}” does not wait for it until then.`,
  hint: 'Take the name away, or let both wait to be asked for in one stage.',
});

/** Those that wait for each other, or for a later stage. */
function stuckTasks(tasks: Tasks): ReadonlySet<Placed> {
  return new Set(
    tasks.list.filter(
      (task) =>
        tasks.ahead(task).has(task) ||
        (task.definition.after ?? []).some((name) => (tasks.find(name)?.stage ?? -1) > task.stage),
    ),
  );
}

/** Those of the same stage that wait for what never opens. */
const behind = (tasks: Tasks, stuck: ReadonlySet<Placed>): Fault[] =>
  tasks.list.flatMap((task): Fault[] => {
    const first = stuck.has(task) ? undefined : [...tasks.ahead(task)].find((one) => stuck.has(one));
    if (first === undefined) return [];
    return [
      {
        code: 'unreachable',
        path: [...task.path, 'after'],
        message: `“${task.definition.task}” never opens: it comes after “${first.definition.task}”, which never does.`,
        hint: 'Mend that one.',
      },
    ];
  });

/** What comes after a stage that never ends. */
function stagesBehind({ stages }: Procedure, stuck: ReadonlySet<Placed>): Fault[] {
  const [first] = [...stuck].toSorted((a, b) => a.stage - b.stage);
  if (first === undefined) return [];
  return stages.slice(first.stage + 1).map((stage, n): Fault => ({
    code: 'unreachable',
    path: ['stages', first.stage + 1 + n, 'stage'],
    message: `The stage “${stage.stage}” never begins: “${first.definition.task}” of “${stages[first.stage]?.stage ?? ''}” never opens.`,
    hint: 'Mend that one.',
  }));
}

/** A file that nothing waits for is over as soon as it is opened. */
function nothingToDo(tasks: Tasks): Fault[] {
  if (tasks.list.some((task) => tasks.gates(task).size === 0)) return [];
  return [
    {
      code: 'ends-at-once',
      path: ['stages'],
      message: 'Every task waits to be asked for: a file would be complete as soon as it is opened.',
      hint: 'Take “onRequest” away from at least one task.',
    },
  ];
}
