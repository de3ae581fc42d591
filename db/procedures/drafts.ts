import type { InstitutionId, PersonId, ProcedureId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time/civil.ts';
import { inTransaction, type Db, type Tx } from '../connect.ts';
import { newestProcedure, type Author } from '../records/procedures.ts';
import { execute, forUpdate, insertIgnore, select, selectOne } from '../sql.ts';

/** A procedure as somebody is writing it; its text may be anything. */
export interface ProcedureDraft {
  /** Counts each saving; 0 when there is no draft. */
  readonly version: number;
  readonly source: string;
  /** The published version that it began from; 0 when there was none. */
  readonly base: number;
  /** The version that this very text was published as. */
  readonly published: number | null;
  /** Who changed it, and when they last did; who did last comes last. */
  readonly authors: readonly Author[];
  readonly updatedAt: Instant;
}

export interface DraftPlace {
  readonly institution: InstitutionId;
  readonly id: ProcedureId;
}

export const NO_DRAFT: ProcedureDraft = {
  version: 0,
  source: '',
  base: 0,
  published: null,
  authors: [],
  updatedAt: '',
};

interface Row {
  readonly version: number;
  readonly source: string;
  readonly base: number;
  readonly published: number | null;
  readonly authors: string;
  readonly updated_at: string;
}

/** The draft of a procedure, or version 0 of nothing; with `lock`, nobody else changes it before the transaction ends. */
export async function readProcedureDraft(on: Db | Tx, place: DraftPlace, lock = false): Promise<ProcedureDraft> {
  const row = await selectOne<Row>(
    on,
    `SELECT version, source, base, published, authors, updated_at FROM procedure_drafts
     WHERE institution = ? AND id = ?${lock ? forUpdate(on) : ''}`,
    [place.institution, place.id],
  );
  if (row === null) return NO_DRAFT;
  const { updated_at, authors, ...rest } = row;
  return { ...rest, authors: JSON.parse(authors) as Author[], updatedAt: updated_at };
}

/** The drafts of an institution, without their texts. */
export async function procedureDrafts(
  on: Db,
  institution: InstitutionId,
): Promise<(Pick<ProcedureDraft, 'version' | 'base' | 'published' | 'updatedAt'> & { readonly id: ProcedureId })[]> {
  const rows = await select<Omit<Row, 'source' | 'authors'> & { id: ProcedureId }>(
    on,
    'SELECT id, version, base, published, updated_at FROM procedure_drafts WHERE institution = ? ORDER BY id',
    [institution],
  );
  return rows.map(({ updated_at, ...rest }) => ({ ...rest, updatedAt: updated_at }));
}

export interface DraftWish {
  /** The version that was read. */
  readonly version: number;
  readonly source: string;
  /** The published version that it goes on from; without it, what it went on from, or the newest. */
  readonly base?: number | undefined;
  readonly by: PersonId;
  readonly at: Instant;
}

/**
 * Saves a text over the version that was read.
 * @returns what stands now, or `conflict` with what somebody else saved meanwhile
 */
export const saveProcedureDraft = (
  db: Db,
  place: DraftPlace,
  wish: DraftWish,
): Promise<{ readonly saved: ProcedureDraft } | { readonly conflict: ProcedureDraft }> =>
  inTransaction(db, async (tx) => {
    const there = await readProcedureDraft(tx, place, true);
    if (there.version !== wish.version) return { conflict: there };
    const saved = await drafted(tx, place, there, wish);
    const row = {
      version: saved.version,
      source: saved.source,
      base: saved.base,
      published: saved.published,
      authors: JSON.stringify(saved.authors),
      updated_at: saved.updatedAt,
    };
    if (there.version > 0)
      await execute(
        tx,
        `UPDATE procedure_drafts SET version = ?, source = ?, base = ?, published = ?, authors = ?, updated_at = ?
         WHERE institution = ? AND id = ?`,
        [...Object.values(row), place.institution, place.id],
      );
    // Somebody's first text came while ours was on its way: there was no row yet to lock.
    else if (!(await insertIgnore(tx, 'procedure_drafts', { ...place, ...row })))
      return { conflict: await readProcedureDraft(tx, place) };
    return { saved };
  });

async function drafted(tx: Tx, place: DraftPlace, there: ProcedureDraft, wish: DraftWish): Promise<ProcedureDraft> {
  const { source, by, at } = wish;
  const newest = (await newestProcedure(tx, place.institution, place.id))?.pin.version ?? 0;
  const authors = there.published === null ? there.authors : [];
  return {
    version: there.version + 1,
    source,
    base: wish.base ?? (there.version > 0 ? there.base : newest),
    published: null,
    authors: [...authors.filter(({ person }) => person !== by), { person: by, at }],
    updatedAt: at,
  };
}

/**
 * Throws a draft away, if nobody changed it since it was read.
 * @returns what somebody else saved meanwhile, or undefined when it is gone
 */
export const dropProcedureDraft = (db: Db, place: DraftPlace, version: number): Promise<ProcedureDraft | undefined> =>
  inTransaction(db, async (tx) => {
    const there = await readProcedureDraft(tx, place, true);
    if (there.version === 0) return undefined;
    if (there.version !== version) return there;
    await execute(tx, 'DELETE FROM procedure_drafts WHERE institution = ? AND id = ?', [place.institution, place.id]);
    return undefined;
  });
