import type { PersonId } from '../../domain/ids.ts';
import type { Procedure, ProcedurePin } from '../../domain/process/procedure.ts';
import { hashOf } from '../../domain/hash.ts';
import type { Instant } from '../../domain/time/civil.ts';
import { inTransaction, type Db } from '../connect.ts';
import { newestProcedure, publishProcedure } from '../records/procedures.ts';
import { execute, forUpdate, selectOne } from '../sql.ts';
import { readProcedureDraft, type DraftPlace, type ProcedureDraft } from './drafts.ts';

export interface PublishWish {
  /** The draft's version, as whoever publishes it saw and checked it. */
  readonly version: number;
  readonly procedure: Procedure;
  readonly note: string;
  readonly by: PersonId;
  readonly at: Instant;
}

export type Published =
  | { readonly pin: ProcedurePin; readonly added: boolean }
  /** Somebody saved another text meanwhile. */
  | { readonly conflict: ProcedureDraft }
  /** Somebody published this version after the draft was begun. */
  | { readonly newer: number };

/**
 * Makes a draft, which was checked, the newest version of its procedure. The draft stays and knows what it was
 * published as; publishing it again gives the version that stands.
 */
export const publishDraft = (db: Db, place: DraftPlace, wish: PublishWish): Promise<Published> =>
  inTransaction(db, async (tx) => {
    // One after the other in an institution, also with what is applied from files.
    await selectOne(tx, `SELECT id FROM institutions WHERE id = ?${forUpdate(tx)}`, [place.institution]);
    const draft = await readProcedureDraft(tx, place, true);
    if (draft.version !== wish.version) return { conflict: draft };
    const newest = (await newestProcedure(tx, place.institution, place.id))?.pin;
    const version = newest?.version ?? 0;
    if (newest?.hash !== hashOf(wish.procedure) && version !== draft.base) return { newer: version };
    const { procedure, note, by, at } = wish;
    const done = await publishProcedure(tx, place.institution, procedure, draft.source, at, by, {
      note,
      authors: draft.authors,
      origin: 'api',
    });
    await execute(tx, 'UPDATE procedure_drafts SET published = ?, base = ? WHERE institution = ? AND id = ?', [
      done.pin.version,
      done.pin.version,
      place.institution,
      place.id,
    ]);
    return done;
  });
