import { isScalar } from 'yaml';

/** Escapes of a text in double quotes, by the length of what stands in the file. */
const ESCAPE = /\\(?:x.{2}|u.{4}|U.{8}|.)/y;

/**
 * How far into a value, as it stands in the file, one of its characters is. Of a text over several lines, and of
 * anything else, only the beginning is known.
 * @param offset counted without spaces around the text
 */
export function within(node: unknown, file: string, offset: number): number {
  if (!isScalar(node) || typeof node.value !== 'string' || node.range === undefined || node.range === null) return 0;
  const raw = file.slice(node.range[0], node.range[1]);
  if (raw.includes('\n')) return 0;
  const wanted = offset + node.value.length - node.value.trimStart().length;
  const quote = raw.charAt(0);
  if (quote !== "'" && quote !== '"') return Math.min(wanted, raw.length);
  let at = 1;
  for (let read = 0; read < wanted && at < raw.length - 1; read += 1) at += lengthAt(raw, at, quote);
  return at;
}

function lengthAt(raw: string, at: number, quote: string): number {
  if (quote === "'") return raw.startsWith("''", at) ? 2 : 1;
  ESCAPE.lastIndex = at;
  return ESCAPE.exec(raw)?.[0].length ?? 1;
}
