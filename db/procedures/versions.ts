import type { PersonId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time/civil.ts';
import type { Db } from '../connect.ts';
import type { Author } from '../records/procedures.ts';
import { select, selectOne } from '../sql.ts';
import type { DraftPlace } from './drafts.ts';

/** A published version, without its texts. */
export interface VersionRow {
  readonly version: number;
  readonly hash: string;
  readonly publishedAt: Instant;
  /** Null: an operator, by command. */
  readonly publishedBy: PersonId | null;
  readonly note: string | null;
  readonly authors: readonly Author[];
  /** Open files that follow it, at most `MOST_COUNTED`. */
  readonly files: number;
}

/** Files are counted up to here, so that it takes no longer when there are many. */
export const MOST_COUNTED = 10_000;

interface Row {
  readonly version: number;
  readonly hash: string;
  readonly published_at: string;
  readonly published_by: string | null;
  readonly note: string | null;
  readonly authors: string | null;
}

/** Every version of a procedure, the newest first. */
export async function versionsOf(db: Db, { institution, id }: DraftPlace): Promise<VersionRow[]> {
  const rows = await select<Row>(
    db,
    `SELECT version, hash, published_at, published_by, note, authors FROM procedures
     WHERE institution = ? AND id = ? ORDER BY version DESC`,
    [institution, id],
  );
  const found: VersionRow[] = [];
  for (const { version, hash, published_at, published_by, note, authors } of rows)
    found.push({
      version,
      hash,
      publishedAt: published_at,
      publishedBy: published_by,
      note,
      authors: authors === null ? [] : (JSON.parse(authors) as Author[]),
      files: await filesOn(db, institution, id, version),
    });
  return found;
}

async function filesOn(db: Db, institution: string, id: string, version: number): Promise<number> {
  const row = await selectOne<{ n: number }>(
    db,
    `SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM mobilities WHERE institution = ? AND procedure_id = ?
       AND procedure_version = ? AND status = 'open' LIMIT ${String(MOST_COUNTED)}) counted`,
    [institution, id, version],
  );
  return row?.n ?? 0;
}

/** The texts of one version: as it was written, and as it is read (JSON). Undefined when there is none. */
export const versionTexts = async (
  db: Db,
  { institution, id }: DraftPlace,
  version: number,
): Promise<{ readonly hash: string; readonly source: string; readonly body: string } | undefined> =>
  (await selectOne<{ hash: string; source: string; body: string }>(
    db,
    'SELECT hash, source, body FROM procedures WHERE institution = ? AND id = ? AND version = ?',
    [institution, id, version],
  )) ?? undefined;
