import { createHash } from 'node:crypto';
import { inTransaction } from '../../db/connect.ts';
import { holdAlive } from '../../db/erasure/alive.ts';
import { insertIgnore, selectOne } from '../../db/sql.ts';
import type { EffectId, TaskId } from '../../domain/ids.ts';
import type { MadeDocument } from '../../domain/mobility/effects.ts';
import type { EffectDeps } from './deps.ts';

/** What an effect made before, if it was done already: stored bytes are never made again. */
export async function alreadyMade(deps: EffectDeps, effect: EffectId): Promise<MadeDocument | undefined> {
  const id = documentIdOf(effect);
  const row = await selectOne<{ name: string; sha256: string; size: number; meta: string }>(
    deps.db,
    'SELECT name, sha256, size, meta FROM documents WHERE id = ?',
    [id],
  );
  if (row === null) return undefined;
  const { meta, ...made } = row;
  // Written below.
  return { document: id, ...made, ...(JSON.parse(meta) as Lower) };
}

type Lower = Pick<MadeDocument, 'withoutTimestamp'>;

/** Stores a PDF that we made, once for each effect. */
export async function keep(
  deps: EffectDeps,
  made: {
    readonly effect: EffectId;
    readonly reference: string;
    readonly task: TaskId;
    readonly name: string;
    readonly pdf: Uint8Array;
    readonly subject: string;
  } & Lower,
): Promise<MadeDocument> {
  const { effect, reference, task, name, pdf, subject, withoutTimestamp } = made;
  const { bytes: secret } = await deps.keys.existingKey(deps.db, reference);
  const stored = await deps.store.put(reference, pdf, secret, { limitBytes: pdf.length });
  await inTransaction(deps.db, async (tx) => {
    await holdAlive(tx, reference);
    await insertIgnore(tx, 'documents', {
      id: documentIdOf(effect),
      reference,
      task,
      document: name.replace(/\.pdf$/, ''),
      name,
      sha256: stored.sha256,
      size: stored.size,
      mime: 'application/pdf',
      retention: 'file',
      state: 'generated',
      stored_key: stored.key,
      preview_key: null,
      pages: null,
      reason: null,
      uploaded_by: null,
      at: deps.now().toISOString(),
      meta: JSON.stringify(withoutTimestamp === undefined ? {} : { withoutTimestamp }),
      subject,
    });
  });
  const kept = await alreadyMade(deps, effect);
  if (kept === undefined) throw new Error('The document that was made is not in the records.');
  return kept;
}

/** The same effect always has the same document: an id in the form of a UUID, from the effect's own. */
function documentIdOf(effect: EffectId): string {
  const hex = createHash('sha256').update(`document of ${effect}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
