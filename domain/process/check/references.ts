import type { Kind } from '../../tasks/index.ts';
import { RETURNABLE } from '../../tasks/returnable.ts';
import type { Fault, Path } from '../problem.ts';
import type { Tasks } from './order.ts';
import { unknownTask } from './unknown-task.ts';
import { rolesOfTask, type Placed } from './walk.ts';

/** Names of tasks that lead nowhere, or to something that is not there in time. */
export const brokenReferences = (tasks: Tasks): Fault[] =>
  tasks.list.flatMap((task) => [
    ...brokenSubject(tasks, task),
    ...brokenReturn(tasks, task),
    ...mainUnitTooEarly(tasks, task),
  ]);

/** What an approval, signatures, grades and a transcript are about must be of the right kind, and done before. */
function brokenSubject(tasks: Tasks, task: Placed): Fault[] {
  const { definition, path } = task;
  if (!('of' in definition)) return [];
  const wanted: Kind = definition.kind === 'transcript' ? 'grades' : 'agreement';
  const place = [...path, 'of'];
  const other = tasks.find(definition.of);
  if (other === undefined) return [unknownTask(place, definition.of, tasks.ofKind(wanted))];
  if (other.definition.kind !== wanted)
    return [
      {
        code: 'wrong-subject',
        path: place,
        message: `“${definition.of}” is a task of the kind ${other.definition.kind}; ${definition.kind} needs one of the kind ${wanted}.`,
        hint: `Name a task of the kind ${wanted}.`,
      },
    ];
  return notThere(tasks, task, other, place);
}

/** A refusal goes back to something that the person gave before. */
function brokenReturn(tasks: Tasks, task: Placed): Fault[] {
  const { definition, path } = task;
  if (definition.kind !== 'approval' || typeof definition.refused !== 'object') return [];
  const { backTo } = definition.refused;
  const place = [...path, 'refused', 'backTo'];
  const other = tasks.find(backTo);
  const possible = tasks.list.filter((one) => RETURNABLE.has(one.definition.kind) && tasks.comesAfter(task, one));
  if (other === undefined) return [unknownTask(place, backTo, possible)];
  if (!RETURNABLE.has(other.definition.kind))
    return [
      {
        code: 'wrong-return',
        path: place,
        message: `“${backTo}” is a task of the kind ${other.definition.kind}: nothing is given anew in it.`,
        hint: 'Go back to a form, documents or an agreement.',
      },
    ];
  return notThere(tasks, task, other, place);
}

/** The main unit is said in the agreement. */
function mainUnitTooEarly(tasks: Tasks, task: Placed): Fault[] {
  const roles = rolesOfTask(task).filter(({ at }) => at === 'agreement.mainUnit');
  if (roles.length === 0) return [];
  const found = tasks.ofKind('agreement').map((one) => tasks.isThere(task, one));
  if (found.includes('surely')) return [];
  const after = tasks.ofKind('agreement').some((one) => tasks.comesAfter(task, one));
  return roles.map(({ path }): Fault => ({
    ...(after ? { severity: 'warning' as const } : {}),
    code: after ? 'may-be-missing' : 'main-unit-unknown',
    path: [...path.slice(0, -1), 'at'],
    message: after
      ? `The agreement may have been passed over when “${task.definition.task}” opens: the file’s unit stands for the main unit then.`
      : `No agreement is surely done when “${task.definition.task}” opens: the main unit is not known then.`,
    hint: after
      ? 'Give both tasks the same “when”, or take “at: mobility.unit” or “at: institution”.'
      : 'Name the agreement in “after”, or take “at: mobility.unit” or “at: institution”.',
  }));
}

/** A task that is named must be done before; one that may be passed over may be missing. */
export function notThere(tasks: Tasks, task: Placed, other: Placed, path: Path): Fault[] {
  const [name, needed] = [task.definition.task, other.definition.task];
  if (!tasks.comesAfter(task, other))
    return [
      {
        code: 'too-early',
        path,
        message: `“${name}” may open before “${needed}” is done.`,
        hint: `Add “after: [${needed}]”, or move it to a later stage.`,
      },
    ];
  if (tasks.isThere(task, other) === 'surely') return [];
  return [
    {
      severity: 'warning',
      code: 'may-be-missing',
      path,
      message: `“${needed}” has a condition, or waits to be asked for: “${name}” may open without it.`,
      hint: 'Give both the same “when”, or let both wait to be asked for.',
    },
  ];
}
