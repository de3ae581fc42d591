import type { TaskId } from '../../ids.ts';
import type { Kind } from '../../tasks/index.ts';
import type { Procedure } from '../procedure.ts';
import type { Fault, Path } from '../problem.ts';
import { rolesOfTask, tasksOf, type Placed, type Tasks } from './walk.ts';

/** Names of tasks and fields that lead nowhere, or to something that is not there in time. */
export function brokenReferences(procedure: Procedure): Fault[] {
  const tasks = tasksOf(procedure);
  return tasks.list.flatMap((task) => [
    ...brokenOrder(tasks, task),
    ...brokenSubject(tasks, task),
    ...brokenContacts(tasks, task),
    ...mainUnitTooEarly(tasks, task),
  ]);
}

function brokenOrder(tasks: Tasks, { definition, stage, path }: Placed): Fault[] {
  return (definition.after ?? []).flatMap((name, n): Fault[] => {
    const place = [...path, 'after', n];
    const other = tasks.find(name);
    if (other === undefined) return [unknownTask(place, name, tasks.list)];
    if (other.stage > stage)
      return [
        {
          code: 'after-later-stage',
          path: place,
          message: `“${definition.task}” waits for “${name}”, which comes in a later stage: it would never open.`,
          hint: 'Move one of the two, or take the name away.',
        },
      ];
    return tasks.doneBefore(other).has(definition.task)
      ? [
          {
            code: 'after-cycle',
            path: place,
            message:
              name === definition.task
                ? `“${name}” waits for itself.`
                : `“${definition.task}” and “${name}” wait for each other: neither would ever open.`,
            hint: 'Take one of the names in “after” away.',
          },
        ]
      : [];
  });
}

/** What an approval, signatures, grades and a transcript are about must be of the right kind, and done before. */
function brokenSubject(tasks: Tasks, task: Placed): Fault[] {
  const { definition, path } = task;
  if (!('of' in definition)) return [];
  const wanted: Kind = definition.kind === 'transcript' ? 'grades' : 'agreement';
  const place = [...path, 'of'];
  const other = tasks.find(definition.of);
  if (other === undefined)
    return [
      unknownTask(
        place,
        definition.of,
        tasks.list.filter((one) => one.definition.kind === wanted),
      ),
    ];
  if (other.definition.kind !== wanted)
    return [
      {
        code: 'wrong-subject',
        path: place,
        message: `“${definition.of}” is a task of the kind ${other.definition.kind}; ${definition.kind} needs one of the kind ${wanted}.`,
        hint: `Name a task of the kind ${wanted}.`,
      },
    ];
  return tooEarly(tasks, task, definition.of, place);
}

/** The address that a partner is invited at must have been asked for. */
function brokenContacts(tasks: Tasks, task: Placed): Fault[] {
  const { definition, path } = task;
  if (definition.kind !== 'signatures') return [];
  return definition.signers.flatMap((signer, n): Fault[] => {
    if (!('partner' in signer)) return [];
    const place = [...path, 'signers', n, 'partner'];
    const [name = '', field = ''] = signer.partner.split('.');
    const other = tasks.find(name)?.definition;
    if (other === undefined)
      return [
        unknownTask(
          place,
          name,
          tasks.list.filter((one) => one.definition.kind === 'form'),
        ),
      ];
    const found = other.kind === 'form' ? other.fields.find((one) => one.field === field) : undefined;
    if (found?.type !== 'contact')
      return [
        {
          code: 'not-a-contact',
          path: place,
          message:
            found === undefined
              ? `“${name}” has no field “${field}”.`
              : `“${signer.partner}” is a field of the type ${found.type}.`,
          hint: 'Name a field of the type contact in a form: task.field.',
        },
      ];
    return [
      ...(found.required
        ? []
        : [
            {
              code: 'contact-not-required',
              path: place,
              message: `“${signer.partner}” need not be filled: there might be nobody to invite.`,
              hint: 'Give that field “required: true”.',
            },
          ]),
      ...tooEarly(tasks, task, name, place),
    ];
  });
}

/** The main unit is said in the agreement. */
function mainUnitTooEarly(tasks: Tasks, task: Placed): Fault[] {
  const before = tasks.doneBefore(task);
  const agreed = tasks.list.some(({ definition }) => definition.kind === 'agreement' && before.has(definition.task));
  if (agreed) return [];
  return rolesOfTask(task).flatMap(({ at, path }): Fault[] =>
    at !== 'agreement.mainUnit'
      ? []
      : [
          {
            code: 'main-unit-unknown',
            path: [...path.slice(0, -1), 'at'],
            message: `No agreement is surely done when “${task.definition.task}” opens: the main unit is not known then.`,
            hint: 'Name the agreement in “after”, or take “at: mobility.unit” or “at: institution”.',
          },
        ],
  );
}

function tooEarly(tasks: Tasks, task: Placed, name: TaskId, path: Path): Fault[] {
  if (tasks.doneBefore(task).has(name)) return [];
  return [
    {
      code: 'too-early',
      path,
      message: `“${task.definition.task}” may open before “${name}” is done.`,
      hint: `Add “after: [${name}]”, or move it to a later stage.`,
    },
  ];
}

const unknownTask = (path: Path, name: string, known: readonly Placed[]): Fault => ({
  code: 'unknown-task',
  path,
  message: `There is no task “${name}”.`,
  hint:
    known.length === 0
      ? 'This procedure has no task that could stand here.'
      : `It could be ${known.map((one) => one.definition.task).join(', ')}.`,
});
