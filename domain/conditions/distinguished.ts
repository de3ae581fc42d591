import type { ASTNode } from '@marcbachmann/cel-js';
import { COMPARING, isHas, mentionOf, partsOf } from './nodes.ts';
import { isRead, readCondition } from './read.ts';

/** What a condition compares a name with; null where it asks whether the value is there at all. */
export type Distinguished = ReadonlyMap<string, ReadonlySet<string | number | boolean | null>>;

/** The values that conditions tell apart, by name: only these can make a file go another way. */
export function distinguishedBy(expressions: Iterable<string>): Distinguished {
  const found = new Map<string, Set<string | number | boolean | null>>();
  const add = (name: string, values: readonly (string | number | boolean | null)[]): void => {
    const known = found.get(name) ?? new Set();
    for (const value of values) known.add(value);
    found.set(name, known);
  };
  for (const expression of expressions) {
    const read = readCondition(expression);
    if (!isRead(read)) continue;
    for (const name of read.names) add(name, []);
    look(read.ast, true, add);
  }
  return found;
}

/** @param asked whether the node itself is asked for yes or no */
function look(
  node: ASTNode,
  asked: boolean,
  add: (name: string, values: readonly (string | number | boolean | null)[]) => void,
): void {
  const name = mentionOf(node)?.name;
  if (name !== undefined) {
    if (asked) add(name, [true, false]);
    return;
  }
  const parts = partsOf(node);
  const about = parts.map(mentionOf).find((one) => one !== undefined)?.name;
  const tells = node.op === 'call' || node.op === 'rcall' || COMPARING.has(node.op);
  if (tells && about !== undefined) add(about, isHas(node) ? [null] : parts.flatMap(literalsOf));
  for (const one of parts) look(one, !tells && node.op !== 'list', add);
}

function literalsOf(node: ASTNode): readonly (string | number | boolean)[] {
  if (node.op === 'list') return node.args.flatMap(literalsOf);
  if (node.op === '-_') return literalsOf(node.args).map((one) => (typeof one === 'number' ? -one : one));
  if (node.op !== 'value') return [];
  const value: unknown = node.args;
  if (typeof value === 'bigint') return [Number(value)];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [value] : [];
}
