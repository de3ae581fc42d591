import { isAlias, isCollection, isMap, isPair, isScalar, isSeq, Lexer, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node, Range } from 'yaml';
import { within } from './within.ts';
import type { Fault, Path, Problem } from './problem.ts';

/** A file's data, and where each part of it stands. */
export interface Source {
  readonly value: unknown;
  /** At most a hundred faults, errors before warnings, at their places and in the order of the file. */
  readonly problems: (faults: readonly Fault[]) => Problem[];
}

/** A larger text is not even read as YAML. */
export const MOST_YAML_CHARACTERS = 1024 * 1024;
/** Lines, entries and keys: the library needs a kilobyte for each. A procedure of 256 KiB has 40,000 at most. */
const MOST_PARTS = 50_000;
const MOST_DEPTH = 64;
const MOST_SYNTAX_ERRORS = 20;
/** Who has more to mend than this begins there. */
const MOST_PROBLEMS = 100;

/**
 * Reads a YAML text as administrators write it: one document, every key once, no aliases. Hostile texts (huge, deeply
 * nested, aliases that multiply) are refused before they cost anything.
 */
export function readYaml(
  text: string,
  file: string,
): { readonly source: Source } | { readonly problems: readonly Problem[] } {
  const whole = (code: string, message: string, hint: string): { problems: Problem[] } => ({
    problems: [{ severity: 'error', code, file, line: 1, column: 1, path: '', message, hint }],
  });
  if (text.length > MOST_YAML_CHARACTERS)
    return whole(
      'yaml-too-large',
      'The file is larger than 1 MiB.',
      'Split it, or take out what does not belong there.',
    );
  if (hasTooMany(text))
    return whole(
      'yaml-too-large',
      `The file has more than ${String(MOST_PARTS)} lines, entries and keys.`,
      'Split it, or take out what does not belong there.',
    );
  const tooDeep = (): { problems: Problem[] } =>
    whole(
      'yaml-too-deep',
      `The file nests more than ${String(MOST_DEPTH)} levels.`,
      'A procedure or an institution needs about ten: see the examples in institutions/.',
    );
  if (nestsTooDeeply(text)) return tooDeep();
  const lines = new LineCounter();
  try {
    // Keys that are there twice are told below: the library compares each with each.
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      uniqueKeys: false,
    });
    const at = (offset: number): { line: number; column: number } => {
      const { line, col } = lines.linePos(offset);
      return { line: Math.max(line, 1), column: Math.max(col, 1) };
    };
    const problems = [...syntaxErrors(document, file, at), ...forbidden(document, file, at)];
    if (problems.length > 0) return { problems };
    if (document.contents === null)
      return whole('yaml-empty', 'The file is empty.', 'See the examples in institutions/.');
    const place = (fault: Fault): Problem => located(document, file, at, text, fault);
    return {
      source: {
        value: document.toJS({ maxAliasCount: 0 }),
        problems: (faults) => sorted(worstFirst(faults).slice(0, MOST_PROBLEMS).map(place)),
      },
    };
  } catch (error) {
    // The library descends by recursion: this is the end of the stack.
    if (error instanceof RangeError) return tooDeep();
    throw error;
  }
}

const sorted = (problems: readonly Problem[]): Problem[] =>
  problems.toSorted((a, b) => a.line - b.line || a.column - b.column);

const worstFirst = (faults: readonly Fault[]): Fault[] =>
  faults.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));

type At = (offset: number) => { readonly line: number; readonly column: number };

function hasTooMany(text: string): boolean {
  let parts = 0;
  for (const _ of text.matchAll(/[\n\r,[{]|[-?:&!*](?=\s)|[&!*]/g)) {
    parts += 1;
    if (parts > MOST_PARTS) return true;
  }
  return false;
}

/** By its tokens alone, since the library needs long for what is nested deeply: they tell brackets from texts. */
function nestsTooDeeply(text: string): boolean {
  if (/(?:[-?:][ \t]+|[&!][^\s]*[ \t]+){64}/.test(text)) return true;
  let depth = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth = Math.max(0, depth - 1);
    if (depth > MOST_DEPTH) return true;
  }
  return false;
}

function syntaxErrors(document: Document, file: string, at: At): Problem[] {
  return document.errors.slice(0, MOST_SYNTAX_ERRORS).map(({ pos, message }) => ({
    severity: 'error',
    code: 'yaml-syntax',
    file,
    ...at(pos[0]),
    path: '',
    message: `This is not YAML: ${message.replace(/\.?$/, '.')}`,
    hint: 'Look at the indentation, the quotes and the brackets there and on the line before.',
  }));
}

/** Aliases multiply what they stand for, tags make other values of texts, and of two equal keys one would be lost. */
function forbidden(document: Document, file: string, at: At): Problem[] {
  const problems: Problem[] = document.warnings.slice(0, MOST_SYNTAX_ERRORS).map(({ pos, message }) => ({
    severity: 'error',
    code: 'yaml-tag',
    file,
    ...at(pos[0]),
    path: '',
    message: `This is not understood: ${message.replace(/\.?$/, '.')}`,
    hint: 'Take the tag or directive away.',
  }));
  const add = (node: { range?: Range | null | undefined }, code: string, message: string, hint: string): void => {
    problems.push({ severity: 'error', code, file, ...at(node.range?.[0] ?? 0), path: '', message, hint });
  };
  visit(document, (_, node) => {
    if (problems.length >= MOST_SYNTAX_ERRORS) return visit.BREAK;
    if (isAlias(node))
      add(node, 'yaml-alias', `“*${node.source}” repeats another part of the file by an alias.`, 'Write it out.');
    if (!isMap(node)) return undefined;
    const seen = new Set<string>();
    for (const { key } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      if (isScalar(key) && seen.has(name))
        add(key, 'duplicate-key', `“${name}” is there twice.`, 'Keep one of the two.');
      seen.add(name);
    }
    return undefined;
  });
  return problems.slice(0, MOST_SYNTAX_ERRORS);
}

function located(
  document: Document,
  file: string,
  at: At,
  text: string,
  { severity, code, path, key, offset, message, hint }: Fault,
): Problem {
  const { node, start } = partAt(document, path, key);
  return {
    severity: severity ?? 'error',
    code,
    file,
    ...at(offset === undefined ? start : start + within(node, text, offset)),
    path: [...path, ...(key === undefined ? [] : [key])].join('/'),
    message,
    hint,
  };
}

/** The part, and where it stands; of one that is missing, where the innermost one around it stands. */
function partAt(document: Document, path: Path, key: string | undefined): { node: unknown; start: number } {
  let node: unknown = document.contents;
  let start = startOf(node, 0);
  for (const step of path) {
    const next: unknown = isMap(node)
      ? node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(step))
      : isSeq(node)
        ? node.items[Number(step)]
        : undefined;
    if (next === undefined) return { node: undefined, start };
    node = isPair(next) ? next.value : next;
    // What has no value is shown by its key.
    start = startOf(node, isPair(next) ? startOf(next.key, start) : start);
  }
  if (key === undefined || !isMap(node)) return { node, start };
  const named = node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
  return named === undefined ? { node, start } : { node: named.key, start: startOf(named.key, start) };
}

const startOf = (node: unknown, otherwise: number): number =>
  isNode(node) ? (node.range?.[0] ?? otherwise) : otherwise;
const isNode = (value: unknown): value is Node => isScalar(value) || isCollection(value) || isAlias(value);
