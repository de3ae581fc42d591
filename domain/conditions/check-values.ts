import type { ASTNode } from '@marcbachmann/cel-js';
import { isLocalDate } from '../time/civil.ts';
import type { ConditionFault } from './fault.ts';
import { COMPARING, mentionOf, nodesOf, partsOf } from './nodes.ts';
import type { ValueType, Vocabulary } from './types.ts';

/** Comparisons with what can never be there: a choice that a field does not have, a day that is none. */
export const impossible = (condition: ASTNode, vocabulary: Vocabulary): ConditionFault[] =>
  nodesOf(condition).flatMap((node) => {
    const [left, right] = COMPARING.has(node.op) ? partsOf(node) : [];
    return left === undefined || right === undefined
      ? []
      : [...faults(left, right, vocabulary), ...faults(right, left, vocabulary)];
  });

function faults(field: ASTNode, other: ASTNode, vocabulary: Vocabulary): ConditionFault[] {
  const mention = mentionOf(field);
  const type = mention === undefined ? undefined : vocabulary[mention.root]?.[mention.field];
  if (mention === undefined || type === undefined) return [];
  const texts = other.op === 'list' ? other.args : [other];
  return texts.flatMap((text) =>
    text.op === 'value' && typeof text.args === 'string' ? faultOf(mention.name, type, text.args, text.start) : [],
  );
}

function faultOf(name: string, type: ValueType, text: string, offset: number): ConditionFault[] {
  if (type === 'day')
    return isLocalDate(text)
      ? []
      : [
          {
            code: 'condition-not-a-day',
            message: `“${name}” is a day, and “${text}” is none.`,
            hint: "Write year, month and day: '2026-09-01'.",
            offset,
          },
        ];
  if (typeof type !== 'object' || type.oneOf.includes(text)) return [];
  return [
    {
      code: 'condition-never-true',
      message: `“${name}” is never “${text}”.`,
      hint: `It is one of ${type.oneOf.join(', ')}.`,
      offset,
    },
  ];
}
