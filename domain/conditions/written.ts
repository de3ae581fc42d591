import type { ASTNode } from '@marcbachmann/cel-js';

/** A change to what somebody wrote: this text instead of the characters from one place up to another. */
interface Edit {
  readonly from: number;
  readonly until: number;
  readonly text: string;
}

/** An expression as the library is given it. */
export interface Written {
  readonly text: string;
  /** Where a place of this text stands in what was written by people. */
  readonly place: (offset: number) => number;
}

const PREFIX = 'of_';

/** How the first part of a name is called towards the library, which has names like `type` and `list` of its own. */
export const rootName = (root: string): string => `${PREFIX}${root}`;

/** The change that a part of an expression needs before the library evaluates it. */
export function editOf(node: ASTNode): readonly Edit[] {
  if (node.op === 'id') return [{ from: node.start, until: node.start, text: PREFIX }];
  // Else `2 * details.age == 44` would compare two kinds of number, and never hold.
  if (node.op === 'value' && typeof node.args === 'bigint')
    return [{ from: node.start, until: node.end, text: Number(node.args).toFixed(1) }];
  return [];
}

/** What people wrote, with these changes. */
export function rewritten(expression: string, edits: readonly Edit[]): Written {
  const inOrder = edits.toSorted((a, b) => a.from - b.from);
  let text = '';
  let done = 0;
  for (const edit of inOrder) {
    text += expression.slice(done, edit.from) + edit.text;
    done = edit.until;
  }
  return { text: text + expression.slice(done), place: (offset) => placeBefore(offset, inOrder) };
}

function placeBefore(offset: number, edits: readonly Edit[]): number {
  let longer = 0;
  for (const { from, until, text } of edits) {
    if (from + longer >= offset) break;
    longer += text.length - (until - from);
  }
  return Math.max(0, offset - longer);
}
