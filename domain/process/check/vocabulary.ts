import { nameIn } from '../../conditions/names.ts';
import type { ValueType, Vocabulary } from '../../conditions/types.ts';
import type { UnitId } from '../../ids.ts';
import type { Field } from '../../tasks/form.ts';
import type { TaskDefinition } from '../../tasks/index.ts';
import type { Procedure } from '../procedure.ts';
import { placed } from './walk.ts';

/** Words of the language itself: a task may be called so, but no condition can look at it. */
export const WORDS: ReadonlySet<string> = new Set([
  ...['in', 'as', 'break', 'const', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace'],
  ...['return', 'var', 'void', 'while', 'true', 'false', 'null', 'prototype'],
  ...['int', 'uint', 'string', 'bool', 'list', 'map', 'type', 'double', 'bytes', 'dyn', 'optional', 'google'],
]);

type Group = Readonly<Record<string, ValueType>>;

/**
 * Every name that a condition of this procedure may look at, with its type: those of `knownOf`, whatever the moment.
 * @param units those of the institution, where they are known
 */
export function vocabularyOf(procedure: Procedure, units?: readonly UnitId[]): Vocabulary {
  const unit: ValueType = units === undefined ? 'text' : { oneOf: units };
  return {
    ...Object.fromEntries(
      placed(procedure)
        .filter(({ definition }) => !WORDS.has(nameIn(definition.task)))
        .map(({ definition }) => [nameIn(definition.task), namesOf(definition)]),
    ),
    person: { language: 'text', esi: 'text', birthDate: 'day' },
    home: { name: 'text', country: 'text', erasmusCode: 'text' },
    stay: { start: 'day', end: 'day', days: 'number', arrived: 'day', departed: 'day' },
    mobility: { unit },
    agreement: {
      mainUnit: unit,
      language: 'text',
      languageLevel: { oneOf: ['A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'native'] },
      ects: 'number',
      components: 'number',
    },
  };
}

function namesOf(definition: TaskDefinition): Group {
  if (definition.kind === 'form')
    return Object.fromEntries(definition.fields.map((field) => [nameIn(field.field), typeOf(field)]));
  const outcomes = outcomesOf(definition);
  return {
    done: 'yes-no',
    ...(outcomes.length === 0 ? {} : { outcome: { oneOf: outcomes } }),
    round: 'number',
  };
}

/** How a task of a kind may end; most end in one way, which has no name. */
function outcomesOf(definition: TaskDefinition): readonly string[] {
  switch (definition.kind) {
    case 'approval':
    case 'grades':
      return ['approved'];
    case 'signatures':
      return ['signed'];
    case 'message':
      return ['sent', 'answered', 'no-answer'];
    default:
      return [];
  }
}

function typeOf({ type, choices = [] }: Field): ValueType {
  switch (type) {
    case 'number':
    case 'yes-no':
      return type;
    case 'date':
      return 'day';
    case 'choice':
      return { oneOf: choices.map(({ value }) => value) };
    default:
      return 'text';
  }
}
