import type { ASTNode } from '@marcbachmann/cel-js';
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

const COMPARING = new Set<string>(['==', '!=', '<', '<=', '>', '>=', 'in']);

/** @param asked whether the node itself is asked for yes or no */
function look(
  node: ASTNode,
  asked: boolean,
  add: (name: string, values: readonly (string | number | boolean | null)[]) => void,
): void {
  const name = nameOf(node);
  if (name !== undefined) {
    if (asked) add(name, [true, false]);
    return;
  }
  if (node.op === 'call' || node.op === 'rcall') {
    const inner = node.op === 'call' ? node.args[1] : [node.args[1], ...node.args[2]];
    const about = inner.map(nameOf).find((one) => one !== undefined);
    if (about !== undefined) add(about, node.args[0] === 'has' ? [null] : inner.flatMap(literalsOf));
    for (const one of inner) look(one, false, add);
    return;
  }
  const args: readonly unknown[] = Array.isArray(node.args) ? node.args : [node.args];
  const inner = args.filter(isNode);
  if (COMPARING.has(node.op)) {
    const about = inner.map(nameOf).find((one) => one !== undefined);
    if (about !== undefined) add(about, inner.flatMap(literalsOf));
  }
  for (const one of inner) look(one, !COMPARING.has(node.op) && node.op !== 'list', add);
}

function nameOf(node: ASTNode): string | undefined {
  if (node.op !== '.') return undefined;
  const [root, field] = node.args;
  return root.op === 'id' ? `${root.args}.${field}` : undefined;
}

function literalsOf(node: ASTNode): readonly (string | number | boolean)[] {
  if (node.op === 'list') return node.args.flatMap(literalsOf);
  if (node.op === '-_') return literalsOf(node.args).map((one) => (typeof one === 'number' ? -one : one));
  if (node.op !== 'value') return [];
  const value: unknown = node.args;
  if (typeof value === 'bigint') return [Number(value)];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [value] : [];
}

const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value;
