import type { ASTNode } from '@marcbachmann/cel-js';

/** A name in an expression, `details.level`, and the place where it stands first. */
export interface Mention {
  readonly name: string;
  readonly root: string;
  readonly field: string;
  readonly offset: number;
}

/** The operators that compare one thing with another. */
export const COMPARING: ReadonlySet<string> = new Set<string>(['==', '!=', '<', '<=', '>', '>=', 'in']);

/** The parts of which a part of an expression is made. */
export function partsOf({ args }: ASTNode): readonly ASTNode[] {
  const parts: readonly unknown[] = Array.isArray(args) ? args.flat() : [args];
  return parts.filter(isNode);
}

/** An expression and every part of it, from the outside in. */
export const nodesOf = (node: ASTNode): readonly ASTNode[] => [node, ...partsOf(node).flatMap(nodesOf)];

/** The name, when a part of an expression is one. */
export function mentionOf(node: ASTNode): Mention | undefined {
  if (node.op !== '.' || node.args[0].op !== 'id') return undefined;
  const [{ args: root }, field] = node.args;
  return { name: `${root}.${field}`, root, field, offset: node.start };
}

/** The first parts of the names that it asks for by has(): it says itself what is meant without them. */
export const guardedIn = (node: ASTNode): ReadonlySet<string> =>
  new Set(
    nodesOf(node).flatMap((one) => (isHas(one) ? partsOf(one).flatMap((part) => mentionOf(part)?.root ?? []) : [])),
  );

/** Whether a part of an expression asks if something is there. */
export const isHas = (node: ASTNode): boolean => node.op === 'call' && node.args[0] === 'has';

const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value;
