import type { Send } from '../../../api/routes/deps.ts';
import type { Store } from '../../../activities/documents/store.ts';
import type { Db } from '../../../db/connect.ts';
import type { Keys } from '../../../db/keys.ts';
import { commit } from '../../../db/records/commit.ts';
import { procedureByHash } from '../../../db/records/procedures.ts';
import { load } from '../../../db/records/read.ts';
import { execute, insert, select } from '../../../db/sql.ts';
import { openRequest } from '../../../db/records/outbox.ts';
import { decide } from '../../../domain/mobility/decide.ts';
import type { Act, Command } from '../../../domain/mobility/commands.ts';
import { versionAsked } from '../../../domain/mobility/migrate.ts';
import type { EffectRequest, EffectResult } from '../../../domain/mobility/effects.ts';
import { hashOf } from '../../../domain/hash.ts';
import { isRefusal } from '../../../domain/refusal.ts';

/** What a running mobility does, without Temporal: decides over the records and commits. */
export const inProcessSend =
  (db: Db, keys: Keys, now: () => Date): Send =>
  async ({ reference }, command) => {
    const found = await load(db, keys, reference);
    if (found === undefined) throw new Error(`no ${reference}`);
    const at = now().toISOString();
    const pin = versionAsked(command, found.state);
    const target = pin === undefined ? undefined : { pin, procedure: await procedureByHash(db, pin.hash) };
    const facts = { ...command.facts, ...(target === undefined ? {} : { target }) };
    const decision = decide(found.procedure, found.state, { ...command, facts }, at);
    if (isRefusal(decision) && command.id === null) return { kind: 'refused', refusal: decision };
    const decided = isRefusal(decision) ? { refusal: decision } : decision;
    const done = await commit(db, keys, { reference, expected: found.head, command, at, decided }, now);
    if (done.status === 'refused') return { kind: 'refused', refusal: done.refusal };
    if (done.status === 'committed' || done.status === 'repeated') return { kind: 'done', answer: done.answer };
    throw new Error(done.status);
  };

/** Lets a nominated mobility be born. */
export async function bear(db: Db, keys: Keys, send: Send, reference: string): Promise<void> {
  const found = await load(db, keys, reference);
  if (found?.birth == null) return;
  await send({ institution: found.institution, reference }, found.birth);
}

/** Does what running effects ask for, plainly: files pass the check, PDFs are a few bytes; everything is stored. */
export async function doEffects(db: Db, keys: Keys, store: Store, send: Send, reference: string): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    const found = await load(db, keys, reference);
    const running = Object.values(found?.state?.effects ?? {}).filter((e) => e.status === 'running');
    if (found === undefined || running.length === 0) return;
    for (const { effect } of running) {
      const result = await resultOf(db, keys, store, reference, await requestOf(db, keys, effect, reference));
      const act: Act = { type: 'effect-succeeded', effect, result };
      await send({ institution: found.institution, reference }, system(found.institution, act));
    }
  }
}

const system = (institution: string, act: Act): Command => ({
  id: null,
  bodyHash: hashOf(act),
  actor: { kind: 'system', institution },
  act,
  facts: {},
  notAfter: '9999-12-31T23:59:59.999Z',
});

async function requestOf(db: Db, keys: Keys, effect: string, reference: string): Promise<EffectRequest> {
  const [row] = await select<{ body: Buffer }>(db, 'SELECT body FROM outbox WHERE id = ?', [effect]);
  if (row === undefined) throw new Error(`no effect ${effect}`);
  return openRequest(await keys.existingKey(db, reference), effect, row.body);
}

async function resultOf(
  db: Db,
  keys: Keys,
  store: Store,
  reference: string,
  request: EffectRequest,
): Promise<EffectResult> {
  if (request.kind === 'mail') throw new Error('mail is not done here');
  if (request.kind === 'inspect-document') {
    const { document, file } = request;
    await execute(db, "UPDATE documents SET state = 'accepted', mime = 'image/jpeg' WHERE id = ?", [file]);
    const [row] = await select<{ sha256: string; size: number }>(
      db,
      'SELECT sha256, size FROM documents WHERE id = ?',
      [file],
    );
    if (row === undefined) throw new Error(`no file ${file}`);
    return { kind: request.kind, document, file, ok: true, mime: 'image/jpeg', pages: 1, ...row, scanned: false };
  }
  if (request.kind === 'resolve-holders') throw new Error('nobody is looked up here');
  const { bytes: secret } = await keys.existingKey(db, reference);
  const subject = 'revision' in request ? request.revision : hashOf(request);
  const stored = await store.put(reference, Buffer.from(`%PDF-1.7 ${JSON.stringify(request)}`), secret, {
    limitBytes: 10_000,
  });
  const id = hashOf([reference, request]).slice(0, 36);
  const name = `${request.kind}.pdf`;
  await insert(db, 'documents', {
    id,
    reference,
    task: request.task,
    document: request.kind,
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
    at: new Date().toISOString(),
    meta: '{}',
    subject,
  });
  return { kind: request.kind, document: id, name, sha256: stored.sha256, size: stored.size };
}
