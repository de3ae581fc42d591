import type { DocumentId, PersonId, Reference } from '../../domain/ids.ts';
import { inTransaction, type Db, type Tx } from '../connect.ts';
import { holdAlone } from '../erasure/alive.ts';
import { execute, insert, select, selectOne } from '../sql.ts';
import type { Row } from '../statements.ts';

export interface DocumentRow {
  readonly id: DocumentId;
  readonly reference: Reference;
  readonly task: string | null;
  readonly document: string;
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
  readonly mime: string;
  readonly state: string;
  readonly storedKey: string;
  readonly uploadedBy: PersonId | null;
  readonly at: string;
}

const columns =
  'id, reference, task, document, name, sha256, size, mime, state, stored_key AS storedKey, uploaded_by AS uploadedBy, at';

/** One document of a mobility. */
export const documentOf = (db: Db, reference: Reference, id: DocumentId): Promise<DocumentRow | null> =>
  selectOne(db, `SELECT ${columns} FROM documents WHERE id = ? AND reference = ?`, [id, reference]);

/** Whether anything was kept yet. */
export const hasDocuments = async (db: Db): Promise<boolean> =>
  (await selectOne(db, 'SELECT 1 AS found FROM documents LIMIT 1')) !== null;

/**
 * A file that arrived and that nobody has looked at. Counted under a lock, so that many sent at once are no way around.
 * @returns false, and nothing is put in, when so many files of this person wait already
 * @throws MobilityErased
 */
export const insertReceived = (
  db: Db,
  row: Omit<DocumentRow, 'mime' | 'state' | 'uploadedBy'> & {
    readonly uploadedBy: PersonId;
    readonly retention: string;
  },
  mostWaiting: number,
): Promise<boolean> =>
  inTransaction(db, async (tx) => {
    await holdAlone(tx, row.reference);
    if ((await waitingUploads(tx, row.reference, row.uploadedBy)) >= mostWaiting) return false;
    await insert(tx, 'documents', received(row));
    return true;
  });

/** Takes back a file that arrived and cannot be read after all. */
export const deleteReceived = async (db: Db, id: DocumentId): Promise<void> => {
  await execute(db, "DELETE FROM documents WHERE id = ? AND state = 'received'", [id]);
};

/**
 * Removes a stored file that no document names. Meanwhile no upload can begin to name it, which is why a file is removed
 * within a transaction here; done twice it changes nothing.
 * @throws MobilityErased
 */
export const removeUnnamed = (
  db: Db,
  reference: Reference,
  storedKey: string,
  remove: () => Promise<void>,
): Promise<void> =>
  inTransaction(db, async (tx) => {
    await holdAlone(tx, reference);
    const named = await selectOne(tx, 'SELECT id FROM documents WHERE reference = ? AND stored_key = ? LIMIT 1', [
      reference,
      storedKey,
    ]);
    if (named === null) await remove();
  });

const received = (row: Omit<DocumentRow, 'mime' | 'state'> & { readonly retention: string }): Row => ({
  id: row.id,
  reference: row.reference,
  task: row.task,
  document: row.document,
  name: row.name,
  sha256: row.sha256,
  size: row.size,
  // What the content is, only the inspection says; what the client called it, nobody trusts.
  mime: 'application/octet-stream',
  retention: row.retention,
  state: 'received',
  stored_key: row.storedKey,
  preview_key: null,
  pages: null,
  reason: null,
  uploaded_by: row.uploadedBy,
  at: row.at,
  meta: '{}',
  subject: null,
});

/** How many files a person put into a mobility that no act has taken up yet. */
export async function waitingUploads(on: Db | Tx, reference: Reference, person: PersonId): Promise<number> {
  const row = await selectOne<{ n: number }>(
    on,
    "SELECT COUNT(*) AS n FROM documents WHERE reference = ? AND uploaded_by = ? AND state = 'received'",
    [reference, person],
  );
  return row?.n ?? 0;
}

/** Documents that we made, newest first: by the hash of what they show, which their QR code carries, or of their own bytes. */
export const generatedByHash = (db: Db, hash: string): Promise<{ reference: string; id: string; at: string }[]> =>
  select(
    db,
    `SELECT reference, id, at FROM documents WHERE sha256 = ? AND state = 'generated'
     UNION SELECT reference, id, at FROM documents WHERE state = 'generated' AND subject = ? ORDER BY at DESC LIMIT 20`,
    [hash, hash],
  );
