import { buffer } from 'node:stream/consumers';
import { execute, selectOne } from '../../db/sql.ts';
import type { DocumentId, ItemId, Reference, Text } from '../../domain/ids.ts';
import type { EffectResult } from '../../domain/mobility/effects.ts';
import { inspect } from '../documents/inspect.ts';
import { scan } from '../documents/scan.ts';
import type { Asked, RequestOf } from './asked.ts';
import type { EffectDeps } from './deps.ts';

const MAX_PAGES = 200;
const MAX_MEGAPIXELS = 60;

/** Looks at an uploaded file; keeps the cleaned copy, and only that one can be read from then on. */
export async function inspectDocument(
  deps: EffectDeps,
  { state }: Asked,
  request: RequestOf<'inspect-document'>,
): Promise<EffectResult> {
  const { document, file } = request;
  const row = await selectOne<Row>(
    deps.db,
    'SELECT stored_key, state, mime, pages, sha256, size, meta, reason FROM documents WHERE id = ? AND reference = ?',
    [file, state.reference],
  );
  if (row === null) throw new Error('The uploaded file is not in the records.');
  const before = alreadyInspected(row, document, file);
  if (before !== undefined) {
    await removeUnused(deps, state.reference, originalOf(row));
    return before;
  }
  const { bytes: secret } = await deps.keys.existingKey(deps.db, state.reference);
  const bytes = await buffer(await deps.store.get(row.stored_key, secret));
  const scanned = await scan(bytes, deps.clamdAddress ?? undefined);
  const verdict =
    typeof scanned === 'object'
      ? ({ ok: false, code: 'virus', reason: virusFound } as const)
      : await inspect(bytes, { maxPages: MAX_PAGES, maxMegapixels: MAX_MEGAPIXELS });
  if (!verdict.ok) {
    const { code, reason } = verdict;
    await execute(deps.db, "UPDATE documents SET state = 'refused', reason = ? WHERE id = ?", [
      JSON.stringify({ code, ...reason }),
      file,
    ]);
    await removeUnused(deps, state.reference, row.stored_key);
    return { kind: 'inspect-document', document, file, ok: false, code, reason: { ...reason } };
  }
  const { mime, pages, clean, preview, notes } = verdict;
  const limit = { limitBytes: 4 * deps.uploadLimit };
  const kept = await deps.store.put(state.reference, clean, secret, limit);
  const shown = preview === null ? null : await deps.store.put(state.reference, preview, secret, limit);
  await execute(
    deps.db,
    "UPDATE documents SET state = 'accepted', mime = ?, pages = ?, sha256 = ?, size = ?, stored_key = ?, preview_key = ?, meta = ? WHERE id = ?",
    [
      mime,
      pages,
      kept.sha256,
      kept.size,
      kept.key,
      shown?.key ?? null,
      JSON.stringify({ scan: scanned, notes, original: row.stored_key }),
      file,
    ],
  );
  await removeUnused(deps, state.reference, row.stored_key);
  return {
    kind: 'inspect-document',
    document,
    file,
    ok: true,
    mime,
    pages,
    sha256: kept.sha256,
    size: kept.size,
    scanned: scanned === 'clean',
  };
}

interface Row {
  readonly stored_key: string;
  readonly state: string;
  readonly mime: string;
  readonly pages: number | null;
  readonly sha256: string;
  readonly size: number;
  readonly meta: string;
  readonly reason: string | null;
}

const originalOf = ({ state, stored_key, meta }: Row): string =>
  // Written above.
  state === 'accepted' ? (JSON.parse(meta) as { original: string }).original : stored_key;

/**
 * What came with the file (a position, a camera's number, a virus) goes with the original, unless the same bytes are
 * kept for something else.
 */
async function removeUnused({ db, store }: EffectDeps, reference: Reference, key: string): Promise<void> {
  const used = await selectOne(
    db,
    "SELECT id FROM documents WHERE reference = ? AND state <> 'refused' AND (stored_key = ? OR preview_key = ?) LIMIT 1",
    [reference, key, key],
  );
  if (used === null) await store.remove(key);
}

/** The verdict that a try before this one recorded and could not report: a picture is made anew only once. */
function alreadyInspected(row: Row, document: ItemId, file: DocumentId): EffectResult | undefined {
  const about = { kind: 'inspect-document', document, file } as const;
  // Both were written below.
  if (row.state === 'refused') {
    const { code, ...reason } = JSON.parse(row.reason ?? '{}') as { code: string } & Text;
    return { ...about, ok: false, code, reason };
  }
  if (row.state !== 'accepted') return undefined;
  const { scan: scanned } = JSON.parse(row.meta) as { scan: string };
  const { mime, pages, sha256, size } = row;
  return { ...about, ok: true, mime, pages: pages ?? 1, sha256, size, scanned: scanned === 'clean' };
}

const virusFound = {
  en: 'The file carries a virus and was not kept. Check your device, then send a clean file.',
  fr: 'Le fichier contient un virus et n’a pas été conservé. Vérifiez votre appareil, puis envoyez un fichier sain.',
};
