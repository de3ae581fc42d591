import { typeFault } from './check-types.ts';
import { impossible } from './check-values.ts';
import { answerOf } from './evaluate.ts';
import type { ConditionFault } from './fault.ts';
import type { Mention } from './nodes.ts';
import { isRead, readCondition, type Read } from './read.ts';
import { suggestion } from './suggest.ts';
import type { Vocabulary } from './types.ts';

/** More would be told at one go by nobody who writes by hand. */
const MOST_UNKNOWN = 3;

/** What is wrong with a condition of a procedure in which these names can be asked for. */
export function checkCondition(expression: string, vocabulary: Vocabulary): readonly ConditionFault[] {
  const read = readCondition(expression, (name) => suggestion(name, vocabulary));
  if (!isRead(read)) return [read];
  const unknown = read.mentions.filter(({ root, field }) => !isKnown(root, field, vocabulary));
  if (unknown.length > 0) return unknown.slice(0, MOST_UNKNOWN).map((mention) => unknownName(mention, vocabulary));
  const wrong = typeFault(read, vocabulary);
  if (wrong !== undefined) return [wrong];
  return isConstant(read) ? [constant] : impossible(read.ast, vocabulary);
}

const isKnown = (root: string, field: string, vocabulary: Vocabulary): boolean =>
  Object.hasOwn(vocabulary, root) && Object.hasOwn(vocabulary[root] ?? {}, field);

const unknownName = ({ name, offset }: Mention, vocabulary: Vocabulary): ConditionFault => ({
  code: 'condition-unknown-name',
  message: `There is no “${name}” that a condition could look at here.`,
  hint: suggestion(name, vocabulary),
  offset,
});

/** It has an answer though nothing is there: it would be the same whatever is. */
function isConstant(read: Read): boolean {
  if (read.asksHas) return false;
  return answerOf(read, new Map(read.mentions.map(({ root }) => [root, new Map()]))) !== undefined;
}

const constant: ConditionFault = {
  severity: 'warning',
  code: 'condition-constant',
  message: 'The answer of the condition is always the same, whatever the file says.',
  hint: 'Take it away, or ask for something of the file.',
  offset: 0,
};
