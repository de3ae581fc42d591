import type { Row } from '../statements.ts';

/** What an import would do to the rows of one table that its source owns. */
export interface Changes<Wanted extends Row> {
  readonly added: readonly Wanted[];
  /** Also those that come back after they were retired. */
  readonly changed: readonly Wanted[];
  readonly unchanged: number;
  /** Keys of rows that are no longer named. */
  readonly retired: readonly string[];
}

/**
 * Compares what a file wants with what is stored.
 * @param key the column that names a row
 * @param named what the file names, whether it was good or not
 */
export function changesOf<Wanted extends Row>(
  key: string,
  stored: readonly Row[],
  wanted: readonly Wanted[],
  named: ReadonlySet<string>,
): Changes<Wanted> {
  const before = new Map(stored.map((row) => [row[key], row]));
  const added: Wanted[] = [];
  const changed: Wanted[] = [];
  for (const row of wanted) {
    const old = before.get(row[key] ?? null);
    if (old === undefined) added.push(row);
    else if (isRetired(old) || Object.entries(row).some(([column, value]) => old[column] !== value)) changed.push(row);
  }
  const retired = stored.flatMap((row) => {
    const name = row[key];
    return typeof name === 'string' && !isRetired(row) && !named.has(name) ? [name] : [];
  });
  return { added, changed, unchanged: wanted.length - added.length - changed.length, retired };
}

const isRetired = (row: Row): boolean => typeof row['retired_at'] === 'string';
