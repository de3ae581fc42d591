import type { DocumentId, PersonId, Reference } from '../../domain/ids.ts';
import { inTransaction, type Db } from '../connect.ts';
import { holdAlive } from '../erasure/alive.ts';
import { insert, select, selectOne } from '../sql.ts';
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

/** A file that arrived and that nobody has looked at. @throws MobilityErased */
export const insertReceived = (
  db: Db,
  row: Omit<DocumentRow, 'mime' | 'state'> & { readonly retention: string },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    await holdAlive(tx, row.reference);
    await insert(tx, 'documents', received(row));
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
export async function waitingUploads(db: Db, reference: Reference, person: PersonId): Promise<number> {
  const row = await selectOne<{ n: number }>(
    db,
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
