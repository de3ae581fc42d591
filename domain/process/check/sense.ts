import type { Procedure, TaskBase } from '../procedure.ts';
import type { Fault, Path } from '../problem.ts';
import type { Field } from '../../tasks/form.ts';
import { namedRoles, placed } from './walk.ts';

/** What has the right form and still cannot be meant. */
export function contradictions(procedure: Procedure): Fault[] {
  return [
    ...placed(procedure).flatMap(({ definition, path }) => [
      ...datesOf(definition, path),
      ...(definition.kind === 'form'
        ? definition.fields.flatMap((field, n) => fieldFaults(field, [...path, 'fields', n]))
        : []),
      ...(definition.kind === 'approval'
        ? definition.chain.flatMap((step, n) => datesOf(step, [...path, 'chain', n]))
        : []),
      ...(definition.kind === 'agreement' && definition.rules.ects !== undefined
        ? inOrder(definition.rules.ects.min, definition.rules.ects.max, [...path, 'rules', 'ects'])
        : []),
    ]),
    ...namedRoles(procedure)
      .filter(({ role, personToo }) => role === 'person' && !personToo)
      .map(({ path }): Fault => ({
        code: 'person-cannot',
        path,
        message: 'The person in mobility cannot do this: nobody decides on their own file.',
        hint: 'Name a role. “person” fills forms and signs.',
      })),
  ];
}

function fieldFaults(field: Field, path: Path): Fault[] {
  const { type, choices, min, max } = field;
  const faults = inOrder(min, max, path);
  if (type === 'choice' && choices === undefined)
    faults.push({
      code: 'choices-missing',
      path,
      message: `“${field.field}” is a choice without choices.`,
      hint: 'Add “choices: [{ value: …, label: … }]”.',
    });
  if (type !== 'choice' && choices !== undefined)
    faults.push({
      code: 'choices-unused',
      path: [...path, 'choices'],
      message: `A field of the type ${type} has no choices.`,
      hint: 'Make it “type: choice”, or take them away.',
    });
  return faults;
}

const inOrder = (min: number | undefined, max: number | undefined, path: Path): Fault[] =>
  min !== undefined && max !== undefined && min > max
    ? [
        {
          code: 'min-above-max',
          path: [...path, 'min'],
          message: 'The least is more than the most: nothing would fit.',
          hint: 'Exchange “min” and “max”.',
        },
      ]
    : [];

/** Reminders and consequences count from a due date. */
function datesOf(item: Pick<TaskBase, 'due' | 'remind' | 'missed'>, path: Path): Fault[] {
  const { due, remind = [], missed } = item;
  const faults: Fault[] = [];
  const without = (key: 'remind' | 'missed'): Fault => ({
    severity: 'warning',
    code: 'due-missing',
    path,
    key,
    message: `“${key}” has no effect without a due date.`,
    hint: 'Add “due”, or take it away.',
  });
  if (due === undefined)
    return [...(remind.length > 0 ? [without('remind')] : []), ...(missed === undefined ? [] : [without('missed')])];
  if ('from' in due && due.from === 'opening')
    remind.forEach((days, n) => {
      if (days >= due.days)
        faults.push({
          severity: 'warning',
          code: 'reminder-too-early',
          path: [...path, 'remind', n],
          message: `A reminder ${String(days)} days before the due date would come before the task opens: it is never sent.`,
          hint: `Take less than ${String(due.days)}d.`,
        });
    });
  return faults;
}
