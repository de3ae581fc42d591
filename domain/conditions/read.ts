import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { celEnvironment, MOST_CHARACTERS } from './environment.ts';
import type { ConditionFault } from './fault.ts';
import { isHas, mentionOf, nodesOf, type Mention } from './nodes.ts';
import { syntaxFault } from './syntax.ts';
import { editOf, rewritten, type Written } from './written.ts';

/** An expression that may be evaluated. */
export interface Read {
  readonly ast: ASTNode;
  /** What the library is given. */
  readonly written: Written;
  /** @param values by the first part of their names, as `rootName` says it, then by the second */
  readonly evaluate: (values: Record<string, unknown>) => unknown;
  /** Every name that it mentions, once, in the order of the alphabet. */
  readonly names: readonly string[];
  /** The same, with their parts. */
  readonly mentions: readonly Mention[];
  /** It asks whether something is there. */
  readonly asksHas: boolean;
}

const OPERATORS = new Set<string>([
  ...['list', '?:', '||', '&&', '!_', '-_', '==', '!=', '<', '<=', '>', '>=', 'in', '+', '-', '*'],
]);
const FUNCTIONS = new Set(['has', 'size', 'startsWith', 'endsWith', 'contains']);

let made: Environment | undefined;
/** Made when it is first needed: most runs of a workflow ask nothing. */
const language = (): Environment => (made ??= celEnvironment(true));

/** What a condition is told of a name without a second part. */
type Suggest = (name: string) => string;
const twoParts: Suggest = () => 'Names have two parts: home.country, stay.days, or a task and a field of it.';

/** Reads an expression; of what is allowed nothing takes long, whatever it looks at. */
export function readCondition(expression: string, suggest = twoParts): Read | ConditionFault {
  if (expression.length > MOST_CHARACTERS)
    return {
      code: 'condition-too-long',
      message: `The condition has more than ${String(MOST_CHARACTERS)} characters.`,
      hint: 'Ask for less, or make two tasks of it.',
      offset: 0,
    };
  try {
    const { ast } = language().parse(expression);
    const nodes = nodesOf(ast);
    const roots = new Set(nodes.flatMap((node) => (node.op === '.' ? [node.args[0]] : [])));
    const fault = nodes.map((node) => forbidden(node, roots, suggest)).find((one) => one !== undefined);
    if (fault !== undefined) return fault;
    const mentions = mentionsIn(nodes);
    const written = rewritten(expression, nodes.flatMap(editOf));
    return {
      ast,
      written,
      evaluate: language().parse(written.text),
      names: mentions.map(({ name }) => name),
      mentions,
      asksHas: nodes.some(isHas),
    };
  } catch (error) {
    return syntaxFault(error, expression);
  }
}

/** Whether it can be evaluated. */
export const isRead = (read: Read | ConditionFault): read is Read => 'ast' in read;

/** The names that an expression mentions; none when it is no condition. */
export function namesIn(expression: string): readonly string[] {
  const read = readCondition(expression);
  return isRead(read) ? read.names : [];
}

function mentionsIn(nodes: readonly ASTNode[]): Mention[] {
  const mentions = new Map<string, Mention>();
  for (const mention of nodes.map(mentionOf))
    if (mention !== undefined && !mentions.has(mention.name)) mentions.set(mention.name, mention);
  return [...mentions.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** What is allowed nowhere, and a name that is not one. To look for one person's long text in another's can take seconds. */
function forbidden(node: ASTNode, roots: ReadonlySet<ASTNode>, suggest: Suggest): ConditionFault | undefined {
  switch (node.op) {
    case 'id':
      return roots.has(node) ? undefined : notAName(node.args, node.start, suggest);
    case '.':
      return node.args[0].op === 'id' ? undefined : notAName(node.args[1], node.start, twoParts);
    case 'value':
      if (node.args === null)
        return cannotStand('null', node.start, 'Whether something is there is asked with has(details.phone).');
      return typeof node.args === 'object'
        ? cannotStand(node.input.slice(node.start, node.end), node.start, "Write a number (18) or a text ('FR').")
        : undefined;
    case 'rcall':
      if (node.args[0] === 'contains' && node.args[2].some((sought) => sought.op !== 'value'))
        return cannotStand('contains()', node.start, "It looks for a text in quotes: home.name.contains('Porto').");
      return FUNCTIONS.has(node.args[0]) ? undefined : cannotStand(`${node.args[0]}()`, node.start);
    case 'call':
      return FUNCTIONS.has(node.args[0]) ? undefined : cannotStand(`${node.args[0]}()`, node.start);
    default:
      return OPERATORS.has(node.op) ? undefined : cannotStand(node.op, node.start);
  }
}

const ALLOWED =
  'Take ==, !=, <, <=, >, >=, in, &&, ||, !, +, -, *, has(), size(), startsWith(), endsWith() or contains().';

const cannotStand = (what: string, offset: number, hint = ALLOWED): ConditionFault => ({
  code: 'condition-forbidden',
  message: `“${what}” cannot stand in a condition.`,
  hint,
  offset,
});

const notAName = (name: string, offset: number, suggest: Suggest): ConditionFault => ({
  code: 'condition-unknown-name',
  message: `“${name}” is not a name here.`,
  hint: suggest(name),
  offset,
});
