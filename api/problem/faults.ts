import type { ZodError } from 'zod';
import type { Text } from '../../domain/ids.ts';
import type { Fault } from '../problem.ts';

type Issue = ZodError['issues'][number];
type Of<Code extends Issue['code']> = Extract<Issue, { code: Code }>;

const MOST = 50;

/** What zod found wrong, field by field, in every language. @param within put before each field */
export function faultsOf(error: ZodError, within?: string): Fault[] {
  const start = within === undefined ? [] : [within];
  return error.issues.flatMap((issue) => faults(issue, start)).slice(0, MOST);
}

function faults(issue: Issue, start: readonly PropertyKey[]): Fault[] {
  const path = [...start, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ field: pointer([...path, key]), why: unknown }));
  if (issue.code === 'invalid_union') {
    const nearest = issue.errors.toSorted((one, next) => one.length - next.length)[0];
    if (nearest !== undefined) return nearest.flatMap((inner) => faults(inner, path));
  }
  return [{ field: pointer(path), why: isDefault(issue.message) ? why(issue) : alike(issue.message) }];
}

/** RFC 6901, without the leading slash. */
export const pointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1')).join('/');

/** Whether nobody wrote a sentence for this schema: then zod's own is there, which is not for people. */
const isDefault = (message: string): boolean => /^(Invalid|Too|Unrecognized)\b/.test(message);

const alike = (message: string): Text => ({ en: message, fr: message });
const unknown: Text = { en: 'is not known here: leave it out', fr: "n'est pas connu ici : à retirer" };

function why(issue: Issue): Text {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue);
    case 'invalid_value':
      return oneOf(issue.values);
    case 'too_big':
      return size(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    case 'too_small':
      return size(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'invalid_format':
      return format(issue);
    case 'not_multiple_of':
      return { en: `must be a multiple of ${issue.divisor}`, fr: `doit être un multiple de ${issue.divisor}` };
    case 'invalid_union':
      return 'options' in issue
        ? oneOf(issue.options)
        : { en: 'does not have one of the forms that are possible', fr: "n'a aucune des formes possibles" };
    default:
      return { en: 'is not right', fr: 'ne convient pas' };
  }
}

const types: Readonly<Record<string, readonly [en: string, fr: string]>> = {
  string: ['a text', 'un texte'],
  number: ['a number', 'un nombre'],
  int: ['a whole number', 'un nombre entier'],
  boolean: ['true or false', 'true ou false'],
  array: ['a list', 'une liste'],
  object: ['an object', 'un objet'],
  record: ['an object', 'un objet'],
  null: ['null', 'null'],
};

function wrongType({ expected, message }: Of<'invalid_type'>): Text {
  const [en, fr] = types[expected] ?? [expected, expected];
  return message.endsWith('received undefined')
    ? { en: `is missing: ${en} is needed`, fr: `manque : il faut ${fr}` }
    : { en: `must be ${en}`, fr: `doit être ${fr}` };
}

function oneOf(values: readonly unknown[]): Text {
  const list = values
    .slice(0, 30)
    .map((value) => (typeof value === 'string' ? `“${value}”` : String(value)))
    .join(', ');
  return { en: `must be one of: ${list}`, fr: `doit être l'une de ces valeurs : ${list}` };
}

type Bound = 'at least' | 'at most' | 'more than' | 'less than';
const bounds: Readonly<Record<Bound, string>> = {
  'at least': 'au moins',
  'at most': 'au plus',
  'more than': 'plus de',
  'less than': 'moins de',
};

function size(origin: string, bound: Bound, limit: number | bigint): Text {
  const n = limit.toString();
  if (origin === 'string')
    return { en: `must have ${bound} ${n} characters`, fr: `doit avoir ${bounds[bound]} ${n} caractères` };
  if (origin === 'array' || origin === 'set' || origin === 'map' || origin === 'record' || origin === 'object')
    return { en: `must have ${bound} ${n} entries`, fr: `doit avoir ${bounds[bound]} ${n} éléments` };
  return { en: `must be ${bound} ${n}`, fr: `doit être ${bounds[bound]} ${n}` };
}

const formats: Readonly<Record<string, readonly [en: string, fr: string]>> = {
  email: ['must be an e-mail address', 'doit être une adresse de courriel'],
  url: ['must be a web address, such as https://example.org', 'doit être une adresse web, comme https://example.org'],
  date: ['must be a date like 2026-11-23', 'doit être une date comme 2026-11-23'],
  datetime: ['must be an instant like 2026-11-23T19:00:00.000Z', 'doit être un instant comme 2026-11-23T19:00:00.000Z'],
  time: ['must be a time like 19:00', 'doit être une heure comme 19:00'],
  uuid: ['must be a UUID', 'doit être un UUID'],
};

function format({ format: name, pattern }: Of<'invalid_format'>): Text {
  const [en, fr] = formats[name] ?? [
    pattern === undefined ? 'does not have the right form' : `must have the form ${pattern}`,
    pattern === undefined ? "n'a pas la bonne forme" : `doit avoir la forme ${pattern}`,
  ];
  return { en, fr };
}
