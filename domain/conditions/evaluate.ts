import type { Asked } from './asked.ts';
import { isRead, readCondition, type Read } from './read.ts';
import type { Value, Values } from './types.ts';

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
  const inputs = new Map<string, Value>();
  const groups = new Map<string, Map<string, Value>>();
  for (const name of read.names) {
    const [root = '', field = ''] = name.split('.');
    const group = groups.get(root) ?? new Map<string, Value>();
    groups.set(root, group);
    const value = own(own(values, root), field) ?? null;
    inputs.set(name, value);
    if (value !== null) group.set(field, value);
  }
  // As objects' own properties, whatever they are called.
  const context = Object.fromEntries([...groups].map(([root, group]) => [root, Object.fromEntries(group)]));
  try {
    return { inputs: Object.fromEntries(inputs), result: read.evaluate(context) === true };
  } catch {
    // What is not there is an error of the language, unless `||` or `&&` does not need it.
    return { inputs: Object.fromEntries(inputs), result: false, unknown: true };
  }
}

function known(expression: string): Read | undefined {
  if (kept.has(expression)) return kept.get(expression);
  const read = readCondition(expression);
  const usable = isRead(read) ? read : undefined;
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(expression, usable);
  return usable;
}

const own = <V>(record: Readonly<Record<string, V>> | undefined, key: string): V | undefined =>
  record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
