import type { z } from 'zod';
import { keysAt, type JsonSchema } from './keys.ts';
import type { Fault, Path } from './problem.ts';

type Issue = z.core.$ZodIssue;

/**
 * What a schema says against a file's data, in words for who wrote it.
 * @param schema the schema as JSON Schema, for telling which keys are known at a place
 */
export const faultsOfIssues = (issues: readonly Issue[], value: unknown, schema: JsonSchema): Fault[] =>
  issues.flatMap((issue) => explain(issue, value, schema, []));

function explain(issue: Issue, value: unknown, schema: JsonSchema, before: Path): Fault[] {
  const path = [...before, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  const here = at(value, path);
  const fault = (code: string, message: string, hint: string, key?: string): Fault => ({
    code,
    path,
    message,
    hint,
    ...(key === undefined ? {} : { key }),
  });
  if (here === undefined && issue.code !== 'custom')
    return [{ ...fault('missing', `“${String(path.at(-1) ?? 'the content')}” is missing.`, expectation(issue)) }];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(schema, value, path);
      const hint = known.length === 0 ? 'Take it away.' : `Known here: ${known.join(', ')}.`;
      return issue.keys.map((key) => fault('unknown-key', `“${key}” is not known here.`, hint, key));
    }
    case 'invalid_type':
      return [fault('wrong-type', `${shown(here)} does not fit here.`, expectation(issue))];
    case 'invalid_value':
      return [fault('wrong-value', `${shown(here)} is not possible here.`, expectation(issue))];
    case 'invalid_union': {
      if (issue.discriminator !== undefined)
        return [
          fault(
            'wrong-value',
            `${shown(here)} is not possible here.`,
            `Give one of ${keysAt(schema, value, path).join(', ')}.`,
          ),
        ];
      return nearest(issue.errors).flatMap((inner) => explain(inner, value, schema, path));
    }
    case 'invalid_key':
      return [
        fault(
          'wrong-key',
          `“${String(path.at(-1))}” cannot be a key here.`,
          sentence(issue.issues[0]?.message ?? 'It has another form.'),
        ),
      ];
    case 'too_small':
    case 'too_big':
      return [
        fault(
          issue.code === 'too_small' ? 'too-small' : 'too-large',
          `${shown(here)} does not fit here.`,
          limits(issue),
        ),
      ];
    case 'invalid_format':
      return [
        fault(
          'wrong-form',
          `${shown(here)} has another form than expected.`,
          issue.format === 'date' ? 'Give a date like 2026-09-01.' : sentence(issue.message),
        ),
      ];
    default:
      return [fault('wrong-value', `${shown(here)} is not possible here.`, sentence(issue.message))];
  }
}

/** Of the forms that a value may have, the one that it comes nearest to. */
function nearest(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (issues: readonly Issue[]): number => {
    const own = issues.find((issue) => issue.path.length === 0);
    if (own?.code === 'invalid_type') return -1;
    return (
      issues.reduce((deepest, issue) => Math.max(deepest, issue.path.length), own === undefined ? 0.5 : 0) -
      issues.length / 1000
    );
  };
  return branches.reduce((best, one) => (depth(one) > depth(best) ? one : best), branches[0] ?? []);
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text (in quotes when it looks like a number)',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list, like [a, b]',
  object: 'named values, like { en: …, fr: … }',
  record: 'named values, like { en: …, fr: … }',
};

function expectation(issue: Issue): string {
  if (issue.code === 'invalid_type') return `Give ${kinds[issue.expected] ?? issue.expected}.`;
  if (issue.code === 'invalid_value')
    return `Give ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}.`;
  return issue.code === 'invalid_union'
    ? 'See the examples in institutions/ for the forms it may have.'
    : sentence(issue.message);
}

function limits(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const [word, limit] = issue.code === 'too_small' ? ['least', issue.minimum] : ['most', issue.maximum];
  const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : '';
  return `Give at ${word} ${String(limit)}${unit}.`;
}

const sentence = (words: string): string => {
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return text.endsWith('.') ? text : `${text}.`;
};

/** The value as it stands there, short. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'This list';
  if (typeof value === 'object' && value !== null) return 'This';
  const text = String(value);
  return `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`;
}

function at(value: unknown, path: Path): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = Object.entries(here).find(([key]) => key === String(step))?.[1];
  }
  return here;
}
