import { clean } from '../clean.ts';
import { clusters, textWidth } from './measure.ts';

/** A piece of a line that is all bold or not at all. */
export interface Run {
  readonly text: string;
  readonly bold: boolean;
}
export type Line = readonly Run[];

/**
 * Breaks a text into lines between words, and within a word that is wider than a line.
 * @param most lines; what is more ends with “…”
 */
export function wrap(runs: readonly Run[], width: number, size: number, most: number): Line[] {
  const lines: Run[][] = [];
  let line: Run[] = [];
  let used = 0;
  const put = ({ text, bold }: Run, wide: number): void => {
    const last = line.at(-1);
    if (last?.bold === bold) line[line.length - 1] = { text: last.text + text, bold };
    else line.push({ text, bold });
    used += wide;
  };
  const next = (): void => {
    lines.push(line);
    line = [];
    used = 0;
  };
  for (const { text, bold } of pieces(runs, width, size)) {
    if (lines.length > most) break;
    const wide = textWidth(text, size, bold);
    if (used > 0 && used + textWidth(text.trimEnd(), size, bold) > width) next();
    if (used > 0 || text.trim() !== '') put({ text, bold }, wide);
  }
  if (line.length > 0) next();
  return lines.length <= most ? lines : shortened(lines.slice(0, most), width, size);
}

/** Words with the space after them; those that are too long in parts. */
function* pieces(runs: readonly Run[], width: number, size: number): Generator<Run> {
  for (const { text, bold } of runs)
    for (const word of clean(text).match(/[^\S\u00a0]*[\S\u00a0]+[^\S\u00a0]*|[^\S\u00a0]+/gu) ?? []) {
      const flat = word.replace(/[^\S\u00a0]+/gu, ' ');
      if (textWidth(flat, size, bold) <= width) yield { text: flat, bold };
      else yield* parts(flat, bold, width, size);
    }
}

function* parts(word: string, bold: boolean, width: number, size: number): Generator<Run> {
  let part = '';
  let used = 0;
  for (const letter of clusters(word)) {
    const wide = textWidth(letter, size, bold);
    if (part !== '' && used + wide > width) {
      yield { text: part, bold };
      part = '';
      used = 0;
    }
    // A letter with a thousand marks is no letter.
    part += letter.slice(0, 40);
    used += wide;
  }
  if (part !== '') yield { text: part, bold };
}

/** The same lines with “…” at the end of the last one. */
function shortened(lines: readonly Run[][], width: number, size: number): Line[] {
  const last = lines.at(-1) ?? [];
  const run = last.at(-1) ?? { text: '', bold: false };
  const before = last.slice(0, -1).reduce((sum, r) => sum + textWidth(r.text, size, r.bold), 0);
  const letters = clusters(run.text.trimEnd());
  while (letters.length > 0 && before + textWidth(`${letters.join('')}…`, size, run.bold) > width) letters.pop();
  return [...lines.slice(0, -1), [...last.slice(0, -1), { text: `${letters.join('').trimEnd()}…`, bold: run.bold }]];
}
