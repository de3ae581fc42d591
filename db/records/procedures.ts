import type { PersonId } from '../../domain/ids.ts';
import { MOST_PROCEDURE_BYTES, type ProcedurePin, type Procedure } from '../../domain/process/procedure.ts';
import type { Instant } from '../../domain/time/civil.ts';
import { hashOf } from '../../domain/hash.ts';
import type { Db, Tx } from '../connect.ts';
import { insert, selectOne } from '../sql.ts';

const kept = new Map<string, Procedure>();
const MOST_KEPT = 200;

/**
 * A published procedure by its hash: immutable, so it is read once.
 * @throws Error when no such version was ever published
 */
export async function procedureByHash(on: Db | Tx, hash: string): Promise<Procedure> {
  const known = kept.get(hash);
  if (known !== undefined) return known;
  const row = await selectOne<{ body: string }>(on, 'SELECT body FROM procedures WHERE hash = ?', [hash]);
  if (row === null) throw new Error(`No procedure with the hash ${hash} was ever published here.`);
  const procedure = JSON.parse(row.body) as Procedure;
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(hash, procedure);
  return procedure;
}

/** The newest published version of a procedure. */
export async function newestProcedure(
  on: Db | Tx,
  institution: string,
  id: string,
): Promise<{ pin: ProcedurePin; procedure: Procedure } | undefined> {
  const row = await selectOne<{ version: number; hash: string }>(
    on,
    'SELECT version, hash FROM procedures WHERE institution = ? AND id = ? ORDER BY version DESC LIMIT 1',
    [institution, id],
  );
  if (row === null) return undefined;
  return { pin: { id, version: row.version, hash: row.hash }, procedure: await procedureByHash(on, row.hash) };
}

/** One published version; undefined when there is none of that number. */
export async function publishedVersion(
  on: Db | Tx,
  institution: string,
  id: string,
  version: number,
): Promise<ProcedurePin | undefined> {
  const row = await selectOne<{ hash: string }>(
    on,
    'SELECT hash FROM procedures WHERE institution = ? AND id = ? AND version = ?',
    [institution, id, version],
  );
  return row === null ? undefined : { id, version, hash: row.hash };
}

/** Who changed a text, and when. */
export interface Author {
  readonly person: PersonId;
  readonly at: Instant;
}

/** What is kept of a version beside the procedure itself. */
export interface PublishedHow {
  /** What changed, in the words of who published it. */
  readonly note?: string;
  readonly authors?: readonly Author[];
  readonly origin?: 'api' | 'file';
}

/**
 * Publishes a procedure: a new version when it differs from the newest one, which never changes.
 * @returns the version that now stands, and whether it is new
 * @throws RangeError when it is larger than a workflow may load
 */
export async function publishProcedure(
  tx: Tx,
  institution: string,
  procedure: Procedure,
  source: string,
  at: string,
  by: string | null,
  how: PublishedHow = {},
): Promise<{ pin: ProcedurePin; added: boolean }> {
  const body = JSON.stringify(procedure);
  if (Buffer.byteLength(body) > MOST_PROCEDURE_BYTES)
    throw new RangeError(
      `Procedure ${procedure.procedure} weighs more than ${String(MOST_PROCEDURE_BYTES / 1024)} KiB.`,
    );
  const hash = hashOf(procedure);
  const newest = await newestProcedure(tx, institution, procedure.procedure);
  if (newest?.pin.hash === hash) return { pin: newest.pin, added: false };
  const pin = { id: procedure.procedure, version: (newest?.pin.version ?? 0) + 1, hash };
  await insert(tx, 'procedures', {
    institution,
    id: pin.id,
    version: pin.version,
    hash,
    body,
    source,
    published_at: at,
    published_by: by,
    note: how.note ?? null,
    authors: how.authors === undefined ? null : JSON.stringify(how.authors),
    origin: how.origin ?? null,
  });
  return { pin, added: true };
}
