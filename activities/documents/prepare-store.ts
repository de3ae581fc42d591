import { access, mkdir } from 'node:fs/promises';
import type { Log } from '../../config/log.ts';
import type { Db } from '../../db/connect.ts';
import { hasDocuments } from '../../db/queries/documents.ts';

/**
 * Makes the store's folder at the first start, before anything was kept. Once the records name documents a missing
 * folder is not made any more: what it held is elsewhere, maybe on a volume that is not mounted.
 */
export async function prepareStore(db: Db, root: string, log: Pick<Log, 'warn'>): Promise<void> {
  const known = await hasDocuments(db);
  try {
    if (known) await access(root);
    else await mkdir(root, { recursive: true, mode: 0o700 });
  } catch (error) {
    // All but files works without it.
    log.warn(
      { code: error instanceof Error && 'code' in error ? error.code : 'failed' },
      "The documents' folder is not there, and no file is kept or read until it is. See its volume and its rights",
    );
  }
}
