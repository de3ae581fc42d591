import type { Reference } from '../../domain/ids.ts';
import { inTransaction, type Db, type Tx } from '../connect.ts';
import type { Keys } from '../keys.ts';
import { execute, executeAll } from '../sql.ts';
import { headColumns } from './check/derived.ts';
import { examine, type Examined, type Right } from './check/examine.ts';
import { filesIn, headPages, type Which } from './check/files.ts';
import { isMendable, problem, type RecordsProblem } from './check/problem.ts';
import { filesOf, headsOf, type FileRows } from './check/rows.ts';
import { strays } from './check/strays.ts';
import { sealSnapshot } from './head.ts';
import { LIST_TABLES, projectAgain, unproject } from './project.ts';
import { recount } from './recount.ts';

export interface Rebuilt {
  readonly checked: number;
  /** Mobilities of which something was made again. */
  readonly rebuilt: number;
}

export interface RebuildWatching {
  /** Something was wrong and is right now. */
  readonly mended: (found: RecordsProblem) => void;
  /** Something is wrong and stays so, because it is no derived record, or because the events cannot be trusted. */
  readonly problem: (found: RecordsProblem) => void;
}

/**
 * Makes derived records again from the events: snapshots, rows of lists, missing hashes of payloads, states of the
 * outbox, then the counters. One mobility at a time, under its head's lock, while people work; one in which nothing is
 * wrong is not locked. Events are never touched: a mobility whose chain is broken is told and left as it is. Twice, or
 * twice at once, is once.
 */
export async function rebuildRecords(db: Db, keys: Keys, which: Which, watching: RebuildWatching): Promise<Rebuilt> {
  let checked = 0;
  let rebuilt = 0;
  let after = '';
  const isAll = which.references === undefined && which.institution === undefined;
  const missing = new Set(which.references);
  const institutions = new Set(which.institution === undefined ? [] : [which.institution]);
  for await (const heads of headPages(db, which)) {
    for await (const files of filesIn(db, heads))
      for (const file of files) {
        const { reference, institution } = file.head;
        checked += 1;
        missing.delete(reference);
        institutions.add(institution);
        if ((await examine(db, keys, file)).problems.length === 0) continue;
        const { problems, right } = await rebuildOne(db, keys, reference);
        const isMended = (found: RecordsProblem): boolean => right !== undefined && isMendable(found);
        if (problems.some(isMended)) rebuilt += 1;
        for (const found of problems) watching[isMended(found) ? 'mended' : 'problem'](found);
      }
    const references = heads.map((head) => head.reference);
    const upTo = references.at(-1) ?? after;
    if (isAll) await clearStrays(db, await strays(db, { after, upTo, heads: references }), watching);
    after = upTo;
  }
  if (isAll) await clearStrays(db, await strays(db, { after, heads: [] }), watching);
  for (const reference of missing)
    watching.problem(problem(reference, 'head-missing', 'heads', `There is no mobility ${reference}.`));
  for (const found of await recount(db, isAll ? undefined : [...institutions])) watching.mended(found);
  return { checked, rebuilt };
}

const rebuildOne = (db: Db, keys: Keys, reference: Reference): Promise<Examined> =>
  inTransaction(db, async (tx) => {
    const [file] = await filesOf(tx, await headsOf(tx, [reference], true));
    if (file === undefined) return { problems: [], erased: false };
    const examined = await examine(tx, keys, file);
    if (examined.right !== undefined && examined.problems.some(isMendable)) await mend(tx, file, examined.right);
    return examined;
  });

async function mend(tx: Tx, file: FileRows, right: Right): Promise<void> {
  const { reference } = file.head;
  const { key, state } = right;
  for (const { seq, hash } of right.payloadHashes)
    await execute(tx, 'UPDATE events SET payload_hash = ? WHERE reference = ? AND seq = ? AND payload_hash IS NULL', [
      hash,
      reference,
      seq,
    ]);
  for (const { id, seq, n, channel, kind, status } of right.outbox)
    await execute(tx, 'UPDATE outbox SET seq = ?, n = ?, channel = ?, kind = ?, status = ? WHERE id = ?', [
      seq,
      n,
      channel,
      kind,
      status,
      id,
    ]);
  await executeAll(tx, state === null ? unproject(reference) : projectAgain(tx, state));
  const columns = { ...file.head, ...headColumns(file.head, state, right.person) };
  await execute(
    tx,
    'UPDATE heads SET institution = ?, person = ?, status = ?, updated_at = ?, snapshot = ?, snapshot_rev = ? WHERE reference = ?',
    [
      columns.institution,
      columns.person,
      columns.status,
      columns.updated_at,
      state === null ? null : sealSnapshot(key, reference, state),
      columns.snapshot_rev,
      reference,
    ],
  );
}

/** Rows of lists that belong to no mobility go; what is no derived record is told. */
async function clearStrays(db: Db, found: readonly RecordsProblem[], watching: RebuildWatching): Promise<void> {
  for (const one of found) {
    if (!isMendable(one) || one.reference === null) {
      watching.problem(one);
      continue;
    }
    await removeStray(db, one.reference);
    watching.mended(one);
  }
}

/**
 * Asks within the statement that removes: whoever is nominated and born under this reference at the same moment writes
 * the same row, before (then there is a head, and it stays) or after.
 */
async function removeStray(db: Db, reference: Reference): Promise<void> {
  for (const table of LIST_TABLES)
    await execute(
      db,
      `DELETE FROM ${table} WHERE reference = ? AND NOT EXISTS (SELECT 1 FROM heads WHERE heads.reference = ?)`,
      [reference, reference],
    );
}
