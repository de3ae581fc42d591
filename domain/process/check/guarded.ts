import type { Read } from '../../conditions/read.ts';

type Node = Read['ast'];

/** The first parts of the names that a condition asks for by has(): it says itself what is meant without them. */
export function guardedIn(node: Node): ReadonlySet<string> {
  const found = new Set<string>();
  walk(node, found);
  return found;
}

function walk(node: Node, found: Set<string>): void {
  if (node.op === 'call' && node.args[0] === 'has')
    for (const inner of node.args[1]) if (inner.op === '.' && inner.args[0].op === 'id') found.add(inner.args[0].args);
  const args: readonly unknown[] = Array.isArray(node.args) ? node.args.flat() : [node.args];
  for (const inner of args) if (isNode(inner)) walk(inner, found);
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'op' in value;
