import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { celEnvironment } from './environment.ts';
import { isCelError, isRead, readCondition, type ConditionFault } from './read.ts';
import type { ValueType, Vocabulary } from './types.ts';

/** More than this nobody reads. */
const MOST_NAMED = 30;

/** What is wrong with a condition of a procedure in which these names can be asked for. */
export function checkCondition(expression: string, vocabulary: Vocabulary): readonly ConditionFault[] {
  const read = readCondition(expression);
  if (!isRead(read)) return [read];
  const unknown = read.names.flatMap((name) => unknownName(name, expression, vocabulary));
  if (unknown.length > 0) return unknown;
  const wrong = wrongTypes(expression, vocabulary);
  if (wrong !== undefined) return [wrong];
  if (read.names.length === 0)
    return [
      {
        severity: 'warning',
        code: 'condition-constant',
        message: 'The condition looks at nothing: its answer is always the same.',
        hint: 'Take it away, or ask for something of the file.',
        offset: 0,
      },
    ];
  return neverTrue(read.ast, vocabulary);
}

function unknownName(name: string, expression: string, vocabulary: Vocabulary): ConditionFault[] {
  const [root = '', field = ''] = name.split('.');
  const group = own(vocabulary, root);
  if (group !== undefined && own(group, field) !== undefined) return [];
  const there = Object.keys(group ?? vocabulary);
  const known = there.slice(0, MOST_NAMED).map((one) => (group === undefined ? `${one}.…` : `${root}.${one}`));
  if (there.length > MOST_NAMED) known.push('…');
  return [
    {
      code: 'condition-unknown-name',
      message: `There is no “${name}” that a condition could look at here.`,
      hint: `${group === undefined ? 'There are' : 'It could be'} ${known.join(', ')}. A hyphen is written as “_”.`,
      offset: Math.max(0, expression.indexOf(name)),
    },
  ];
}

/** As the language itself says it, for a whole answer of yes or no. */
function wrongTypes(expression: string, vocabulary: Vocabulary): ConditionFault | undefined {
  const { valid, type, error } = environmentFor(vocabulary).check(expression);
  if (valid && type === 'bool') return undefined;
  if (valid)
    return {
      code: 'condition-not-yes-no',
      message: `The condition gives a ${words[type ?? ''] ?? 'value'}, not yes or no.`,
      hint: "Compare it with something: == 'master', > 30.",
      offset: 0,
    };
  const { summary, range } = isCelError(error) ? error : { summary: 'the types do not fit', range: undefined };
  return {
    code: 'condition-type',
    message: `What is compared does not fit together: ${plain(summary)}.`,
    hint: "A text is compared with a text in quotes ('FR'), a number with a number (30), a yes-no field stands alone.",
    offset: range?.start ?? 0,
  };
}

const words: Readonly<Record<string, string>> = { string: 'text', double: 'number', int: 'number' };
const plain = (summary: string): string =>
  summary
    .replace('no such overload: ', '')
    .replaceAll(/\bstring\b/g, 'a text')
    .replaceAll(/\b(double|int)\b/g, 'a number')
    .replaceAll(/\bbool\b/g, 'a yes or no');

/** One for each vocabulary, since a procedure has many conditions. */
function environmentFor(vocabulary: Vocabulary): Environment {
  const known = environments.get(vocabulary);
  if (known !== undefined) return known;
  const environment = celEnvironment(false);
  for (const [name, fields] of Object.entries(vocabulary))
    if (Object.keys(fields).length > 0)
      environment.registerVariable({
        name,
        schema: Object.fromEntries(Object.entries(fields).map(([field, type]) => [field, celType(type)])),
      });
  environments.set(vocabulary, environment);
  return environment;
}
const environments = new WeakMap<Vocabulary, Environment>();

function celType(type: ValueType): string {
  switch (type) {
    case 'number':
      return 'double';
    case 'yes-no':
      return 'bool';
    case 'texts':
      return 'list<string>';
    default:
      return 'string';
  }
}

/** Comparisons of a choice with something that is none of its values. */
function neverTrue(node: ASTNode, vocabulary: Vocabulary): ConditionFault[] {
  const inner = Array.isArray(node.args) ? (node.args as readonly unknown[]) : [node.args];
  const below = inner.flat().flatMap((one) => (isNode(one) ? neverTrue(one, vocabulary) : []));
  if (node.op !== '==' && node.op !== '!=' && node.op !== 'in') return below;
  const [left, right] = node.args;
  return [...choiceFaults(left, right, vocabulary), ...choiceFaults(right, left, vocabulary), ...below];
}

function choiceFaults(name: ASTNode, other: ASTNode, vocabulary: Vocabulary): ConditionFault[] {
  if (name.op !== '.' || name.args[0].op !== 'id') return [];
  const [root, field] = [name.args[0].args, name.args[1]];
  const type = own(own(vocabulary, root) ?? {}, field);
  if (typeof type !== 'object') return [];
  const texts = other.op === 'list' ? other.args : [other];
  return texts.flatMap((text): ConditionFault[] =>
    text.op !== 'value' || typeof text.args !== 'string' || type.oneOf.includes(text.args)
      ? []
      : [
          {
            code: 'condition-never-true',
            message: `“${root}.${field}” is never “${text.args}”.`,
            hint: `It is one of ${type.oneOf.join(', ')}.`,
            offset: text.start,
          },
        ],
  );
}

const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value;
const own = <V>(record: Readonly<Record<string, V>>, key: string): V | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
