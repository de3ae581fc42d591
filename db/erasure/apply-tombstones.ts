import type { Reference } from '../../domain/ids.ts';
import { inTransaction, type Db } from '../connect.ts';
import type { Keys } from '../keys.ts';
import { execute, insertIgnore, select } from '../sql.ts';
import { ERASED } from './alive.ts';
import { eraseRecords } from './erase-records.ts';
import { scrub } from './scrub.ts';
import { appendTombstones, readTombstones, tombstoneOf, type Tombstone } from './tombstones.ts';

export interface Applied {
  /** What an older backup had brought back, or a kill had left: erased now. */
  readonly erased: readonly Reference[];
  /** Tombstones that were not made with the key of the mobility of this name: nothing was done. */
  readonly foreign: readonly Reference[];
  /** Lines of the log that are none. */
  readonly unreadable: number;
  /** Tombstones that the log had lost and the records had not: they are in it again. */
  readonly rewritten: number;
}

const AT_ONCE = 500;

/**
 * Erases again whatever the log says was erased: at every start, before anything is served, and after a backup was put
 * back. What is erased already costs a look.
 * @throws ErasedFileError when the log cannot be read
 */
export async function applyTombstones(db: Db, keys: Keys, erasedFile: string): Promise<Applied> {
  const { tombstones, unreadable } = await readTombstones(erasedFile);
  const erased: Reference[] = [];
  const foreign: Reference[] = [];
  for (let from = 0; from < tombstones.length; from += AT_ONCE) {
    const some = tombstones.slice(from, from + AT_ONCE);
    const heads = await statuses(db, some);
    for (const one of some) {
      const status = heads.get(one.reference);
      if (status === undefined) await neverAgain(db, one);
      if (status === undefined || status === ERASED) continue;
      const done = await inTransaction(db, (tx) => eraseRecords(tx, keys, one));
      keys.forget(one.reference);
      if (done.status === 'erased') erased.push(one.reference);
      if (done.status === 'foreign') foreign.push(one.reference);
    }
  }
  if (erased.length > 0) await scrub(db);
  const rewritten = await rewrite(db, erasedFile, tombstones);
  // Of two lines for one mobility, one may be of another installation and the other have erased it.
  return { erased, foreign: foreign.filter((one) => !erased.includes(one)), unreadable, rewritten };
}

async function statuses(db: Db, tombstones: readonly Tombstone[]): Promise<Map<Reference, string>> {
  const rows = await select<{ reference: string; status: string }>(
    db,
    'SELECT reference, status FROM heads WHERE reference IN (?)',
    [tombstones.map(({ reference }) => reference)],
  );
  return new Map(rows.map(({ reference, status }) => [reference, status]));
}

/** A backup from before the mobility: its number must not be given to somebody else. */
async function neverAgain(db: Db, { reference, institution }: Tombstone): Promise<void> {
  const [, year, number] = /-(\d{4})-(\d{1,9})$/.exec(reference) ?? [];
  if (year === undefined) return;
  const counter = { institution, year: Number(year), next: Number(number) + 1 };
  if (await insertIgnore(db, 'reference_counters', counter)) return;
  await execute(db, 'UPDATE reference_counters SET next = ? WHERE institution = ? AND year = ? AND next < ?', [
    counter.next,
    institution,
    counter.year,
    counter.next,
  ]);
}

async function rewrite(db: Db, erasedFile: string, there: readonly Tombstone[]): Promise<number> {
  const proofs = new Set(there.map(({ proof }) => proof));
  const rows = await select<{ tombstone: string }>(db, 'SELECT tombstone FROM erasures ORDER BY at, reference');
  const lost = rows
    .map((row) => tombstoneOf(row.tombstone))
    .filter((one) => one !== undefined)
    .filter(({ proof }) => !proofs.has(proof));
  if (lost.length > 0) await appendTombstones(erasedFile, lost);
  return lost.length;
}
