import type { PersonId, Reference, TaskId } from '../../domain/ids.ts';
import { inTransaction, type Db } from '../connect.ts';
import { decryptJson, encryptJson } from '../crypto.ts';
import { holdAlive } from '../erasure/alive.ts';
import type { Keys } from '../keys.ts';
import { execute, forUpdate, insertIgnore, select } from '../sql.ts';

/** What somebody has typed and not sent. */
export interface Draft {
  readonly version: number;
  readonly body: unknown;
  readonly updatedAt: string;
}

interface Place {
  readonly reference: Reference;
  readonly task: TaskId;
  readonly person: PersonId;
}

/** A draft, or version 0 with nothing in it. */
export async function readDraft(db: Db, keys: Keys, place: Place): Promise<Draft> {
  const [row] = await select<StoredDraft>(db, read, where(place));
  if (row === undefined) return empty;
  return opened(row, await keys.existingKey(db, place.reference), place);
}

/**
 * Saves what was typed over the version that was read.
 * @returns the new version, or `conflict` with what is there when somebody (oneself, elsewhere) saved in between
 */
export const saveDraft = (
  db: Db,
  keys: Keys,
  place: Place,
  { version, body, at }: { readonly version: number; readonly body: unknown; readonly at: string },
): Promise<{ readonly saved: Draft } | { readonly conflict: Draft }> =>
  inTransaction(db, async (tx) => {
    await holdAlive(tx, place.reference);
    const key = await keys.existingKey(tx, place.reference);
    const [row] = await select<StoredDraft>(tx, `${read}${forUpdate(tx)}`, where(place));
    if ((row?.version ?? 0) !== version) return { conflict: row === undefined ? empty : opened(row, key, place) };
    const saved = { version: version + 1, body, updatedAt: at };
    const content = { version: saved.version, body: encryptJson(key, aad(place), body), updated_at: at };
    if (row !== undefined) {
      await execute(
        tx,
        'UPDATE drafts SET version = ?, body = ?, updated_at = ? WHERE reference = ? AND task = ? AND person = ?',
        [...Object.values(content), ...where(place)],
      );
    } else if (!(await insertIgnore(tx, 'drafts', { ...place, ...content }))) {
      // Somebody's first version came while ours was on its way: there was no row yet to lock.
      const [first] = await select<StoredDraft>(tx, read, where(place));
      return { conflict: first === undefined ? empty : opened(first, key, place) };
    }
    return { saved };
  });

interface StoredDraft {
  readonly version: number;
  readonly body: Buffer;
  readonly updated_at: string;
}

const read = 'SELECT version, body, updated_at FROM drafts WHERE reference = ? AND task = ? AND person = ?';
const where = ({ reference, task, person }: Place): string[] => [reference, task, person];
const empty: Draft = { version: 0, body: null, updatedAt: '' };
const aad = ({ reference, task, person }: Place): string => `draft:${reference}:${task}:${person}`;

const opened = (row: StoredDraft, key: Parameters<typeof decryptJson>[0], place: Place): Draft => ({
  version: row.version,
  body: decryptJson(key, aad(place), row.body),
  updatedAt: row.updated_at,
});
