import { checkCondition } from '../../conditions/check.ts';
import { nameIn } from '../../conditions/names.ts';
import { guardedIn } from '../../conditions/nodes.ts';
import { isRead, readCondition, type Read } from '../../conditions/read.ts';
import type { UnitId } from '../../ids.ts';
import type { Condition, Procedure } from '../procedure.ts';
import type { Fault, Path } from '../problem.ts';
import type { Tasks } from './order.ts';
import { vocabularyOf, WORDS } from './vocabulary.ts';
import type { Placed } from './walk.ts';

/** A condition where it stands. */
interface Place {
  readonly condition: Condition;
  readonly path: Path;
  readonly task: Placed;
  /** Of a field: those that stand before it in its form. */
  readonly earlier?: readonly string[];
}

/** Conditions that cannot be asked, never hold, or look at what is not there yet. */
export function brokenConditions(procedure: Procedure, tasks: Tasks, units?: readonly UnitId[]): Fault[] {
  const vocabulary = vocabularyOf(procedure, units);
  const words = new Set(tasks.list.map(({ definition }) => nameIn(definition.task)).filter((name) => WORDS.has(name)));
  return tasks.list.flatMap(conditionsOf).flatMap((place): Fault[] => {
    const { condition, path } = place;
    const at = (fault: Omit<Fault, 'path'>): Fault => ({ ...fault, path });
    const faults = checkCondition(condition, vocabulary);
    if (faults.length > 0) return faults.map((fault) => at(unspeakable(fault, condition, words)));
    const read = readCondition(condition);
    return isRead(read) ? timing(tasks, place, read).map(at) : [];
  });
}

/** A task is called as a word of the language: that should be said, not that there is no such task. */
function unspeakable<F extends Omit<Fault, 'path'>>(fault: F, condition: string, words: ReadonlySet<string>): F {
  const word = /[A-Za-z_]\w*/.exec(condition.slice(fault.offset ?? 0))?.[0] ?? '';
  if (!words.has(word)) return fault;
  return { ...fault, hint: `“${word}” is a word of conditions themselves: give the task another name.` };
}

function conditionsOf(task: Placed): Place[] {
  const { definition, path } = task;
  const own: Place[] =
    definition.when === undefined ? [] : [{ condition: definition.when, path: [...path, 'when'], task }];
  const inner = (list: string, entries: readonly { readonly when?: Condition }[]): Place[] =>
    entries.flatMap(({ when }, n) =>
      when === undefined ? [] : [{ condition: when, path: [...path, list, n, 'when'], task }],
    );
  switch (definition.kind) {
    case 'approval':
      return [...own, ...inner('chain', definition.chain)];
    case 'documents':
      return [...own, ...inner('documents', definition.documents)];
    case 'form': {
      const names = definition.fields.map(({ field }) => nameIn(field));
      return [
        ...own,
        ...definition.fields.flatMap(({ when }, n): Place[] =>
          when === undefined
            ? []
            : [{ condition: when, path: [...path, 'fields', n, 'when'], task, earlier: names.slice(0, n) }],
        ),
      ];
    }
    default:
      return own;
  }
}

/** What is looked at before it can be there, and what may not be there. */
function timing(tasks: Tasks, { condition, task, earlier }: Place, { names, ast }: Read): Omit<Fault, 'path'>[] {
  const guarded = guardedIn(ast);
  return names.flatMap((name): Omit<Fault, 'path'>[] => {
    const [root = '', field = ''] = name.split('.');
    const offset = Math.max(0, condition.indexOf(name));
    if (earlier !== undefined && root === nameIn(task.definition.task))
      return earlier.includes(field) ? [] : [{ ...laterField(name), offset }];
    const sources = sourcesOf(tasks, root, field);
    if (sources === undefined) return [];
    const found = sources.map((other) => tasks.isThere(task, other));
    if (found.includes('surely')) return [];
    if (!found.includes('possibly')) return [{ ...tooEarly(name, task, sources), offset }];
    return guarded.has(root) ? [] : [{ ...perhaps(name, sources), offset }];
  });
}

/** The tasks of which one must be done for a name to mean anything; undefined for what every file has. */
function sourcesOf(tasks: Tasks, root: string, field: string): readonly Placed[] | undefined {
  if (root === 'agreement') return tasks.ofKind('agreement');
  if (root === 'stay' && (field === 'arrived' || field === 'departed'))
    return tasks
      .ofKind('attestation')
      .filter(({ definition }) => definition.kind === 'attestation' && definition.fact === field);
  if (['person', 'home', 'stay', 'mobility'].includes(root)) return undefined;
  return tasks.list.filter(({ definition }) => nameIn(definition.task) === root);
}

const laterField = (name: string): Omit<Fault, 'path'> => ({
  code: 'condition-too-early',
  message: `“${name}” is not asked before this field: its answer is not there yet.`,
  hint: 'Let fields with a condition stand after those that they look at.',
});

const tooEarly = (name: string, { definition }: Placed, sources: readonly Placed[]): Omit<Fault, 'path'> => ({
  code: 'condition-too-early',
  message: `“${name}” is never there when “${definition.task}” opens: the condition would never hold.`,
  hint:
    sources.length === 0
      ? 'No task of this procedure gives it: look at something else.'
      : `Let ${sources.map((one) => `“${one.definition.task}”`).join(' or ')} be done before, or look at something else.`,
});

const perhaps = (name: string, sources: readonly Placed[]): Omit<Fault, 'path'> => ({
  severity: 'warning',
  code: 'condition-may-be-unknown',
  message: `“${name}” may not be there when this is asked: then the condition does not hold.`,
  hint: `Say what is meant then, with has(${name}), or let ${sources.map((one) => `“${one.definition.task}”`).join(' or ')} surely be done before.`,
});
