import { readFileSync } from 'node:fs';

/** The policy that people read, as rows that the tests try. */
const policy = readFileSync(new URL('who-may-do-what.md', import.meta.url), 'utf8');

/** A row of a table by its columns; code marks are left out. */
export type Row = Readonly<Record<string, string>>;

/** The rows of the one table under a heading. @throws Error when there is none, or a row has other columns */
export function tableOf(heading: string): readonly Row[] {
  const section = policy.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  const [head, , ...rows] = (section ?? '').split('\n').filter((line) => line.startsWith('|'));
  if (head === undefined || rows.length === 0) throw new Error(`The policy has no table “${heading}”.`);
  const columns = cells(head);
  return rows.map((line) => {
    const found = cells(line);
    if (found.length !== columns.length) throw new Error(`“${line}” has not the columns of “${heading}”.`);
    return Object.fromEntries(columns.map((column, i) => [column, found[i] ?? '']));
  });
}

export const column = (row: Row, name: string): string => {
  const cell = row[name];
  if (cell === undefined) throw new Error(`There is no column “${name}”.`);
  return cell;
};

const cells = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''));

const words = new Map(tableOf('What the words mean').map((row) => [column(row, 'Word'), column(row, 'Answer')]));

interface Given {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  readonly json: { readonly code?: string };
}

/** What an answer is called in the policy. @param about what the row is about, where a cell says shows or hides */
export function wordFor(expected: string, answer: Given, about?: string): string {
  const { status, text, json, headers } = answer;
  if (status < 300) {
    if (expected !== 'shows' && expected !== 'hides') return 'yes';
    return about !== undefined && text.includes(about) ? 'shows' : 'hides';
  }
  if (status === 303) return `to ${headers.get('location') ?? ''}`;
  const said = `${status} ${json.code ?? codeOnPage(text)}`.trim();
  return [...words].find(([, meaning]) => meaning === said)?.[0] ?? said;
}

const codeOnPage = (page: string): string => /<code>([a-z-]+) · urn:uuid/.exec(page)?.[1] ?? '';
