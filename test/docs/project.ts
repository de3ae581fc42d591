import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/** The text of a file of the project. */
export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Every page that people read: README and `docs/`. */
export const PAGES = ['README.md', ...globSync('docs/**/*.md', { cwd: root }).sort()];

/** What stands in backquotes in running text, and the lines of fenced blocks, without their indent. */
export function codeIn(markdown: string): { spans: string[]; lines: string[] } {
  const spans: string[] = [];
  const lines: string[] = [];
  let fenced = false;
  for (const line of markdown.split('\n')) {
    if (line.trimStart().startsWith('```')) fenced = !fenced;
    else if (fenced) lines.push(line.trim());
    else spans.push(...[...line.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code));
  }
  return { spans, lines };
}

/** The first cells of the rows below a heading, until the next heading. */
export function tableUnder(markdown: string, heading: string): string[][] {
  const [, after] = markdown.split(new RegExp(`^#+ ${heading}$`, 'm'));
  if (after === undefined) throw new Error(`There is no heading “${heading}”.`);
  const section = after.split(/^#/m)[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
