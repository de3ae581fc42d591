import type { Reference } from '../../../domain/ids.ts';
import { inTransaction, type Db } from '../../connect.ts';
import type { Keys } from '../../keys.ts';
import { counterProblems } from './counters.ts';
import { examine, type Examined } from './examine.ts';
import { filesIn, headPages, type Which } from './files.ts';
import { problem, type RecordsProblem } from './problem.ts';
import { filesOf, headsOf, type HeadColumns } from './rows.ts';
import { strays } from './strays.ts';

/** What becomes of a check while it goes on. */
export interface Watching {
  readonly problem: (found: RecordsProblem) => void;
  /** Heads that were looked at, in the order of their keys. */
  readonly heads?: (heads: readonly HeadColumns[]) => Promise<void>;
}

export interface Checked {
  readonly checked: number;
  /** Of those, files without a key, whose chain alone can be verified. */
  readonly erased: number;
}

/**
 * Compares everything that is derived with the events, and the events with their chain, mobility by mobility in bounded
 * memory. People work meanwhile: what is read without a lock may be half old and half new, so whatever looks wrong is
 * looked at again under the head's lock before it is told.
 */
export async function checkRecords(db: Db, keys: Keys, which: Which, watching: Watching): Promise<Checked> {
  let checked = 0;
  let erased = 0;
  let after = '';
  const isAll = which.references === undefined && which.institution === undefined;
  const missing = new Set(which.references);
  for await (const heads of headPages(db, which)) {
    for await (const files of filesIn(db, heads))
      for (const file of files) {
        const { reference } = file.head;
        const first = await examine(db, keys, file);
        const { problems } = first.problems.length === 0 ? first : await examineLocked(db, keys, reference);
        problems.forEach(watching.problem);
        missing.delete(reference);
        checked += 1;
        if (first.erased) erased += 1;
      }
    const references = heads.map(({ reference }) => reference);
    const upTo = references.at(-1) ?? after;
    if (isAll) (await strays(db, { after, upTo, heads: references })).forEach(watching.problem);
    await watching.heads?.(heads);
    after = upTo;
  }
  if (isAll) (await strays(db, { after, heads: [] })).forEach(watching.problem);
  for (const reference of missing)
    watching.problem(problem(reference, 'head-missing', 'heads', `There is no mobility ${reference}.`));
  if (which.references === undefined) (await counterProblems(db, which.institution)).forEach(watching.problem);
  return { checked, erased };
}

const examineLocked = (db: Db, keys: Keys, reference: Reference): Promise<Examined> =>
  inTransaction(db, async (tx) => {
    const [file] = await filesOf(tx, await headsOf(tx, [reference], true));
    return file === undefined ? { problems: [], erased: false } : examine(tx, keys, file);
  });
