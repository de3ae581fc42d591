import type { Vocabulary } from './types.ts';

const MOST_SUGGESTED = 3;

/** What somebody may have meant with a name that there is not. */
export function suggestion(name: string, vocabulary: Vocabulary): string {
  const near = nearestTo(name.toLowerCase(), vocabulary);
  const [root = ''] = name.split('.');
  const group = Object.hasOwn(vocabulary, root) ? Object.keys(vocabulary[root] ?? {}).map((f) => `${root}.${f}`) : [];
  const known = near.length > 0 ? near : group;
  if (known.length > 0) return `It could be ${known.slice(0, 20).join(', ')}. A hyphen is written as “_”.`;
  const groups = Object.keys(vocabulary).slice(0, 12);
  return `There are ${groups.map((one) => `${one}.…`).join(', ')}. A hyphen is written as “_”.`;
}

function nearestTo(name: string, vocabulary: Vocabulary): string[] {
  const [root = '', field] = name.split('.');
  const found: { readonly known: string; readonly far: number }[] = [];
  for (const [group, fields] of Object.entries(vocabulary)) {
    // One part alone is a field of any group; of two, either may be misspelt.
    const first = field === undefined ? 0 : distance(root, group.toLowerCase());
    if (first === undefined) continue;
    for (const one of Object.keys(fields)) {
      const second = distance(field ?? root, one.toLowerCase());
      if (second !== undefined) found.push({ known: `${group}.${one}`, far: first + second });
    }
  }
  return found
    .toSorted((a, b) => a.far - b.far)
    .slice(0, MOST_SUGGESTED)
    .map(({ known }) => known);
}

/** How many letters must change to make one text of the other; undefined when that is no slip of the hand. */
function distance(a: string, b: string): number | undefined {
  const most = Math.floor(Math.min(8, Math.max(a.length, 3)) * 0.4);
  if (Math.abs(a.length - b.length) > most) return undefined;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    if (Math.min(...next) > most) return undefined;
    row = next;
  }
  const far = row[b.length] ?? 0;
  return far > most ? undefined : far;
}
