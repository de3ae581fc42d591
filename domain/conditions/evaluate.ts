import type { Asked } from './asked.ts';
import { MOST_CHARACTERS } from './environment.ts';
import { isRead, readCondition, type Read } from './read.ts';
import type { Value, Values } from './types.ts';
import { rootName } from './written.ts';

/** As many as a large procedure has; which of them are kept changes nothing but the time. */
const MOST_KEPT = 1000;
const kept = new Map<string, Read | undefined>();

/**
 * Asks a condition. A condition that needs a value which is not there does not hold (`unknown`), as one does not that
 * is no condition at all. It never throws, and the same values always give the same answer.
 */
export function evaluate(expression: string, values: Values): Omit<Asked, 'expression'> {
  const read = known(expression);
  if (read === undefined) return { inputs: {}, result: false, unknown: true };
  const inputs: [string, Value][] = [];
  // Maps find nothing that nobody gave, whatever a field is called.
  const groups = new Map<string, Map<string, Value>>();
  for (const { name, root, field } of read.mentions) {
    const group = groups.get(root) ?? new Map<string, Value>();
    groups.set(root, group);
    const value = valueIn(own(own(values, root), field));
    inputs.push([name, value]);
    if (value !== null) group.set(field, value);
  }
  const answer = answerOf(read, groups);
  return answer === undefined
    ? { inputs: Object.fromEntries(inputs), result: false, unknown: true }
    : { inputs: Object.fromEntries(inputs), result: answer };
}

/** What a condition says of values by name; undefined when it needs one that is not there, or gives no yes or no. */
export function answerOf(
  read: Pick<Read, 'evaluate'>,
  groups: ReadonlyMap<string, ReadonlyMap<string, Value>>,
): boolean | undefined {
  try {
    const answer = read.evaluate(Object.fromEntries([...groups].map(([root, group]) => [rootName(root), group])));
    return typeof answer === 'boolean' ? answer : undefined;
  } catch {
    // What is not there is an error of the language, unless `||` or `&&` does not need it.
    return undefined;
  }
}

function known(expression: string): Read | undefined {
  if (expression.length > MOST_CHARACTERS) return undefined;
  if (kept.has(expression)) return kept.get(expression);
  const read = readCondition(expression);
  const usable = isRead(read) ? read : undefined;
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(expression, usable);
  return usable;
}

/** What is none of the values that conditions know is not there. */
function valueIn(value: unknown): Value {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return isTexts(value) ? value : null;
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

const own = (record: unknown, key: string): unknown =>
  typeof record === 'object' && record !== null ? Object.getOwnPropertyDescriptor(record, key)?.value : undefined;
