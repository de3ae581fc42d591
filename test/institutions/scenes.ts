import type { Answers, AnswerValue, Field } from '../../domain/tasks/form.ts';

/** Who comes, where and for how long: what an example's conditions look at. */
export interface Scene {
  /** Picks the answers to choices. */
  readonly n: number;
  readonly yes: boolean;
  readonly country?: string;
  readonly unit: string;
  readonly stay: { readonly start: string; readonly end: string };
}

const STAYS = [
  { start: '2027-07-05', end: '2027-12-20' },
  { start: '2027-07-05', end: '2027-07-23' },
];
const COUNTRIES = ['PT', 'BR', undefined];
const UNITS: Readonly<Record<string, readonly string[]>> = {
  caen: ['sciences', 'languages', 'law'],
  nordhavn: ['ocean', 'letters', 'law-economics'],
};

/** Enough of them that every condition of the examples holds in one and does not in another. */
export const scenesOf = (institution: string): readonly Scene[] => {
  const units = UNITS[institution] ?? [];
  return Array.from({ length: units.length * 2 }, (_, n): Scene => {
    const country = COUNTRIES[n % COUNTRIES.length];
    return {
      n,
      yes: n % 2 === 0,
      ...(country === undefined ? {} : { country }),
      unit: units[Math.floor(n / 2)] ?? '',
      stay: STAYS[n % 2] ?? { start: '', end: '' },
    };
  });
};

/** A valid answer to every field, also to those that are not asked: the core drops them. */
export const answersFor = (fields: readonly Field[], scene: Scene): Answers =>
  Object.fromEntries(fields.map((field) => [field.field, answerTo(field, scene)]));

function answerTo({ field, type, min = 0, max = 100, choices = [] }: Field, { n, yes, country }: Scene): AnswerValue {
  switch (type) {
    case 'text':
    case 'long-text':
      return 'x'.repeat(Math.max(min, 1));
    case 'email':
      return 'ana@home.example';
    case 'date':
      return '2003-05-06';
    case 'country':
      return country ?? 'CV';
    case 'number':
      return yes ? max : min;
    case 'yes-no':
      return yes;
    case 'choice':
      return choices[n % choices.length]?.value ?? '';
    case 'contact':
      return { name: `The ${field}`, email: `${field.toLowerCase()}@home.example` };
  }
}
