import { nameIn } from '../conditions/names.ts';
import { addDays, isLocalDate } from '../time/civil.ts';
import type { AnswerValue, Answers, Field, FormDefinition } from './form.ts';
import type { Ground, Move } from './kind.ts';

/** More combinations than these are not all tried: each value is, beside the first of every other field. */
const MOST_COMBINATIONS = 12;

type Told = ReadonlySet<string | number | boolean | null>;

/** Ways to fill a form: one, and one for each answer that some condition of the procedure tells from it. */
export function fillings(
  { task, fields }: Pick<FormDefinition, 'task' | 'fields'>,
  version: number,
  { distinguished }: Pick<Ground, 'distinguished'>,
): readonly Move[] {
  const choices = fields.map((field) => ({
    field: field.field,
    values: candidates(field, distinguished.get(`${nameIn(task)}.${nameIn(field.field)}`) ?? none),
  }));
  return combined(choices).map((chosen): Move => {
    const answers: Record<string, AnswerValue> = {};
    for (const [field, value] of chosen) if (value !== undefined) answers[field] = value;
    const chose = choices
      .filter(({ values }) => values.length > 1)
      .map(({ field }) => `${field}: ${written(answers, field)}`)
      .join(', ');
    return {
      act: { type: 'submit-form', task, version, answers },
      does: 'go-on',
      ...(chose === '' ? {} : { chose }),
    };
  });
}
const none: Told = new Set();

const written = (answers: Answers, field: string): string => {
  const value = Object.hasOwn(answers, field) ? answers[field] : undefined;
  if (value === undefined) return 'no answer';
  return typeof value === 'object' ? value.email : String(value);
};

interface Choice {
  readonly field: string;
  readonly values: readonly (AnswerValue | undefined)[];
}
type Chosen = readonly (readonly [string, AnswerValue | undefined])[];

function combined(choices: readonly Choice[]): readonly Chosen[] {
  const all = choices.reduce((n, { values }) => n * values.length, 1);
  if (all <= MOST_COMBINATIONS)
    return choices.reduce<readonly Chosen[]>(
      (sofar, { field, values }) => sofar.flatMap((one) => values.map((value) => [...one, [field, value] as const])),
      [[]],
    );
  const first = choices.map(({ field, values }) => [field, values[0]] as const);
  return [
    first,
    ...choices.flatMap(({ field, values }) =>
      values.slice(1).map((value) => first.map((one) => (one[0] === field ? ([field, value] as const) : one))),
    ),
  ];
}

function candidates(field: Field, told: Told): readonly (AnswerValue | undefined)[] {
  const values = [...new Set(valuesOf(field, told))];
  return told.has(null) && !field.required ? [...values, undefined] : values;
}

function valuesOf(field: Field, told: Told): readonly AnswerValue[] {
  const { type, min, max, choices = [] } = field;
  const texts = [...told].filter((one) => typeof one === 'string');
  switch (type) {
    case 'yes-no':
      return told.size > 0 ? [true, false] : [true];
    case 'choice': {
      const values = choices.map(({ value }) => value);
      const other = values.find((value) => !told.has(value));
      return [...(other === undefined ? [] : [other]), ...values.filter((value) => told.has(value))];
    }
    case 'number': {
      const around = [...told].flatMap((one) => (typeof one === 'number' ? [one - 1, one, one + 1] : []));
      const fitting = around.filter((one) => (min === undefined || one >= min) && (max === undefined || one <= max));
      return fitting.length > 0 ? fitting : [min ?? (max === undefined ? 1 : Math.min(1, max))];
    }
    case 'country':
      return [['PT', 'DE', 'JP', 'BR'].find((one) => !told.has(one)) ?? 'XX', ...texts];
    case 'date': {
      const around = texts.filter(isLocalDate).flatMap((one) => [addDays(one, -1), one, addDays(one, 1)]);
      return around.length > 0 ? around : ['2004-05-06'];
    }
    case 'email':
      return ['somebody@home.example', ...texts];
    case 'contact':
      return [{ name: 'Rui Costa', email: `${field.field.toLowerCase()}@home.example` }];
    case 'text':
    case 'long-text':
      return ['words'.padEnd(min ?? 0, '.').slice(0, max), ...texts];
  }
}
