import { refuse, type Refusal } from '../refusal.ts';
import { own } from '../mobility/own.ts';
import { isEmail } from '../text/email.ts';
import { isPrintable, NOT_PRINTABLE } from '../text/printable.ts';
import { isLocalDate } from '../time/civil.ts';
import type { Answers, AnswerValue, Field } from './form.ts';

/** The first thing wrong with the answers to a form, or undefined. */
export function checkAnswers(fields: readonly Field[], answers: Answers): Refusal | undefined {
  const unknown = Object.keys(answers).find((name) => !fields.some((f) => f.field === name));
  if (unknown !== undefined) return refuse('unknown-field', { field: unknown }, `answers/${unknown}`);
  for (const field of fields) {
    const value = own(answers, field.field);
    const at = `answers/${field.field}`;
    if (value === undefined || (typeof value === 'string' && value.trim() === '')) {
      if (field.required) return refuse('missing-answer', { field: field.field }, at);
      continue;
    }
    const why = wrong(field, value);
    if (why !== undefined) return refuse('wrong-answer', { field: field.field, why }, at);
  }
  return undefined;
}

function wrong(field: Field, value: AnswerValue): string | undefined {
  switch (field.type) {
    case 'text':
      return (
        wrongText(value, field.min ?? 0, field.max ?? 500) ?? (isOneLine(value) ? undefined : 'one line is needed')
      );
    case 'long-text':
      return wrongText(value, field.min ?? 0, field.max ?? 10_000);
    case 'email':
      return typeof value === 'string' && isEmail(value) ? undefined : 'an e-mail address is needed';
    case 'date':
      return typeof value === 'string' && isLocalDate(value) ? undefined : 'a date like 2026-03-13 is needed';
    case 'country':
      return typeof value === 'string' && /^[A-Z]{2}$/.test(value)
        ? undefined
        : 'a country code of two letters is needed';
    case 'yes-no':
      return typeof value === 'boolean' ? undefined : 'yes or no (true or false) is needed';
    case 'number':
      return wrongNumber(value, field);
    case 'choice':
      return field.choices?.some((c) => c.value === value) === true
        ? undefined
        : `one of ${(field.choices ?? []).map((c) => c.value).join(', ')} is needed`;
    case 'contact':
      return typeof value === 'object' &&
        value.name.trim() !== '' &&
        value.name.length <= 200 &&
        isPrintable(value.name) &&
        isEmail(value.email)
        ? undefined
        : `a name and an e-mail address are needed; the name: ${NOT_PRINTABLE}`;
  }
}

/** Nothing that a mail header or a printed line would break at. */
const isOneLine = (value: AnswerValue): boolean => typeof value === 'string' && !/[\p{Cc}\u2028\u2029]/u.test(value);

function wrongText(value: AnswerValue, min: number, max: number): string | undefined {
  if (typeof value !== 'string') return 'a text is needed';
  if (value.length < min) return `at least ${String(min)} characters are needed`;
  return value.length > max ? `at most ${String(max)} characters are taken` : undefined;
}

function wrongNumber(value: AnswerValue, { min, max }: Field): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'a number is needed';
  if (min !== undefined && value < min) return `at least ${String(min)} is needed`;
  return max !== undefined && value > max ? `at most ${String(max)} is taken` : undefined;
}
