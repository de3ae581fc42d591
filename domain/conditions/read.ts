import type { ASTNode } from '@marcbachmann/cel-js';
import { celEnvironment, MOST_CHARACTERS } from './environment.ts';

/** What is wrong with an expression, and where in it. */
export interface ConditionFault {
  readonly severity?: 'warning';
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Characters from its beginning. */
  readonly offset: number;
}

/** An expression that may be evaluated. */
export interface Read {
  readonly ast: ASTNode;
  readonly evaluate: (values: Record<string, unknown>) => unknown;
  /** Every name that it mentions: `details.level`. */
  readonly names: readonly string[];
}

const OPERATORS = new Set<string>([
  ...['value', 'id', '.', 'list', '?:', '||', '&&', '!_', '-_'],
  ...['==', '!=', '<', '<=', '>', '>=', 'in', '+', '-', '*'],
]);
const FUNCTIONS = new Set(['has', 'size', 'startsWith', 'endsWith', 'contains']);

const language = celEnvironment(true);

/** Reads an expression; of what is allowed nothing takes long, whatever it looks at. */
export function readCondition(expression: string): Read | ConditionFault {
  if (expression.length > MOST_CHARACTERS)
    return {
      code: 'condition-too-long',
      message: `The condition has more than ${String(MOST_CHARACTERS)} characters.`,
      hint: 'Ask for less, or make two tasks of it.',
      offset: 0,
    };
  try {
    const parsed = language.parse(expression);
    const names = new Set<string>();
    const fault = walk(parsed.ast, names);
    return fault ?? { ast: parsed.ast, evaluate: parsed, names: [...names].toSorted() };
  } catch (error) {
    return syntaxFault(error);
  }
}

/** Whether it can be evaluated. */
export const isRead = (read: Read | ConditionFault): read is Read => 'ast' in read;

function walk(node: ASTNode, names: Set<string>): ConditionFault | undefined {
  const forbidden = (what: string): ConditionFault => ({
    code: 'condition-forbidden',
    message: `“${what}” cannot stand in a condition.`,
    hint: 'Take ==, !=, <, <=, >, >=, in, &&, ||, !, +, -, *, has(), size(), startsWith(), endsWith() or contains().',
    offset: node.start,
  });
  switch (node.op) {
    case 'value':
      return typeof node.args === 'object' && node.args !== null ? forbidden('bytes') : undefined;
    case 'id':
      return notAName(node.args, node.start);
    case '.': {
      const [root, field] = node.args;
      if (root.op !== 'id') return notAName(field, node.start);
      names.add(`${root.args}.${field}`);
      return undefined;
    }
    case 'call':
    case 'rcall': {
      const [name] = node.args;
      if (!FUNCTIONS.has(name)) return forbidden(name);
      const inner = node.op === 'call' ? node.args[1] : [node.args[1], ...node.args[2]];
      return first(inner, names);
    }
    default: {
      if (!OPERATORS.has(node.op)) return forbidden(node.op);
      const args: readonly unknown[] = Array.isArray(node.args) ? node.args : [node.args];
      return first(args.filter(isNode), names);
    }
  }
}

function first(nodes: readonly ASTNode[], names: Set<string>): ConditionFault | undefined {
  for (const node of nodes) {
    const fault = walk(node, names);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value;

const notAName = (name: string, offset: number): ConditionFault => ({
  code: 'condition-unknown-name',
  message: `“${name}” is not a name here.`,
  hint: 'Names have two parts: home.country, stay.days, or a task and a field of it.',
  offset,
});

function syntaxFault(error: unknown): ConditionFault {
  const { summary, range } = isCelError(error) ? error : { summary: 'it cannot be read', range: undefined };
  return {
    code: 'condition-syntax',
    message: `The condition cannot be read: ${summary}.`,
    hint: "Write it like home.country != 'FR' && stay.days > 30; texts stand in quotes.",
    offset: range?.start ?? 0,
  };
}

/** An error of the library, with its place. */
export const isCelError = (
  error: unknown,
): error is Error & { readonly code: string; readonly summary: string; readonly range?: { readonly start: number } } =>
  error instanceof Error && 'summary' in error && typeof error.summary === 'string' && 'code' in error;
