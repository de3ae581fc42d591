import type { Environment } from '@marcbachmann/cel-js';
import { celEnvironment } from './environment.ts';
import { isCelError, type CelError, type ConditionFault } from './fault.ts';
import type { Read } from './read.ts';
import type { ValueType, Vocabulary } from './types.ts';
import { rootName } from './written.ts';

/** What does not fit together in a condition, as the language itself finds it; it must give yes or no. */
export function typeFault(read: Read, vocabulary: Vocabulary): ConditionFault | undefined {
  const { valid, type, error } = environmentFor(vocabulary).check(read.written.text);
  if (valid)
    return type === 'bool'
      ? undefined
      : {
          code: 'condition-not-yes-no',
          message: `The condition gives ${word(type ?? '')}, not yes or no.`,
          hint: "Compare it with something: == 'master', > 30.",
          offset: 0,
        };
  const found = isCelError(error) ? error : undefined;
  return {
    code: 'condition-type',
    ...(found === undefined ? misfit : inWords(found)),
    offset: read.written.place(found?.range?.start ?? 0),
  };
}

/** One for each vocabulary, since a procedure has many conditions. */
function environmentFor(vocabulary: Vocabulary): Environment {
  const known = environments.get(vocabulary);
  if (known !== undefined) return known;
  const environment = celEnvironment(false);
  for (const [name, fields] of Object.entries(vocabulary))
    if (Object.keys(fields).length > 0)
      environment.registerVariable({
        name: rootName(name),
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

type Words = Pick<ConditionFault, 'message' | 'hint'>;

const misfit: Words = {
  message: 'What is compared does not fit together.',
  hint: "A text is compared with a text in quotes ('FR'), a number with a number (30), a yes-no field stands alone.",
};

function inWords({ code, summary }: CelError): Words {
  switch (code) {
    case 'no_such_overload': {
      const [, left = '', operator = '', right = ''] = /: (?:(\S+) )?(\S+?) ?([^ ]+)$/.exec(summary) ?? [];
      if (left === '') return { ...misfit, message: `“${operator}” cannot stand before ${word(right)}.` };
      const between = `“${operator}” cannot stand between ${word(left)} and ${word(right)}.`;
      return operator === 'in' || `${left}${right}`.includes('list')
        ? {
            message: between,
            hint: "A list is asked with in: home.country in ['FR', 'DE'], 'fr' in details.languages.",
          }
        : { ...misfit, message: between };
    }
    case 'no_matching_overload': {
      const [, name = ''] = /'(?:.*\.)?(\w+)\(/.exec(summary) ?? [];
      return {
        message: `${name}() cannot be asked in this way.`,
        hint: "Write home.name.startsWith('P'), home.name.contains('x'), size(home.name) or, for a list, 'fr' in details.languages.",
      };
    }
    case 'heterogeneous_list_element':
      return {
        message: 'A list has things of several kinds.',
        hint: "Write texts only, ['FR', 'DE'], or numbers only.",
      };
    case 'invalid_logical_operand':
    case 'invalid_condition_type':
      return {
        message: 'Something that is not a yes or no stands before or after “&&”, “||” or “?”.',
        hint: "Compare it with something: details.level == 'master' && stay.days > 30.",
      };
    default:
      return misfit;
  }
}

const KINDS: Readonly<Record<string, string>> = { string: 'text', double: 'number', int: 'number', bool: 'yes-no' };
function word(type: string): string {
  const [, inner = ''] = /^list<(.*)>$/.exec(type) ?? [];
  if (type.startsWith('list')) return inner in KINDS ? `a list of ${KINDS[inner] ?? ''}s` : 'a list';
  return type in KINDS ? `a ${KINDS[type] ?? ''}` : 'something else';
}
