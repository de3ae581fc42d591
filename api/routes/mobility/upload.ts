import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import { DocumentError } from '../../../activities/documents/error.ts';
import type { Stored } from '../../../activities/documents/store.ts';
import type { Actor } from '../../../domain/authority/actor.ts';
import { unseenTask } from '../../../domain/authority/task-sight.ts';
import { mayActOnTask } from '../../../domain/mobility/may-act-on-task.ts';
import { isRefusal, type Refusal } from '../../../domain/refusal.ts';
import { unknownDocument } from '../../../domain/tasks/documents.ts';
import { MobilityErased } from '../../../db/erasure/alive.ts';
import { deleteReceived, insertReceived, removeUnnamed, waitingUploads } from '../../../db/queries/documents.ts';
import { actorOf } from '../../identity/actor.ts';
import { Problem, problemOfRefusal } from '../../problem.ts';
import type { ApiDeps } from '../deps.ts';
import { none, route } from '../route.ts';
import { reference, sha256, slug } from '../schemas.ts';
import { openFileAsPerson, type OpenFile } from './file.ts';
import { onePart } from './multipart.ts';

/** Files that no act took up: enough to try again, too few to fill a disk. */
const MOST_WAITING = 20;

export const upload = route({
  method: 'post',
  path: '/api/mobilities/{reference}/documents',
  tag: 'Documents',
  summary: 'Send a file; then name its id in the act `add-document`',
  request: { ...none, params: z.strictObject({ reference }), query: z.strictObject({ task: slug, document: slug }) },
  cost: 'upload',
  stream: { type: 'multipart/form-data', description: 'One part, the file' },
  responses: {
    201: {
      description: 'It is stored; nothing is done with it yet',
      schema: z.object({ id: z.string(), sha256, size: z.number().int() }),
    },
    413: { description: 'It is larger than is taken here' },
    415: { description: 'Not multipart/form-data' },
    503: { description: 'Files cannot be kept just now; nothing was kept' },
    507: { description: 'There is no room for files just now; nothing was kept' },
  },
  handler: async (deps, { params, query, request }) => {
    const { actor, ...file } = await openFileAsPerson(deps, await actorOf(request, deps), params.reference);
    requirePlace(file, actor, query.task, query.document);
    if ((await waitingUploads(deps.db, params.reference, actor.person)) >= MOST_WAITING) throw tooMany();
    const { name, stored } = await receive(deps, params.reference, request);
    const id = randomUUID();
    const row = {
      id,
      reference: params.reference,
      task: query.task,
      document: query.document,
      name,
      sha256: stored.sha256,
      size: stored.size,
      storedKey: stored.key,
      uploadedBy: actor.person,
      at: deps.now().toISOString(),
      retention: 'file',
    };
    await keepRow(deps, row);
    return { status: 201, body: { id, sha256: stored.sha256, size: stored.size } };
  },
});

/** Names in the records what was stored; what they do not name is not kept. @throws Problem, DocumentError */
async function keepRow(deps: ApiDeps, row: Parameters<typeof insertReceived>[1]): Promise<void> {
  const { db, store } = deps;
  const { id, reference, storedKey } = row;
  try {
    // Others may have sent theirs while this one came in.
    if (!(await insertReceived(db, row, MOST_WAITING))) throw tooMany();
  } catch (error) {
    if (error instanceof MobilityErased) await store.removeAll(reference);
    // Without the records nobody can say whether another document is the same file: then it stays.
    else await removeUnnamed(db, reference, storedKey, () => store.remove(storedKey)).catch(() => undefined);
    throw error;
  }
  // The same file, sent at once and not taken, was removed before this one named it.
  if (await store.has(storedKey)) return;
  await deleteReceived(db, id);
  throw new DocumentError('store-unavailable', 'The file was removed while it was recorded.');
}

/** A document for which the act `add-document` would be taken now. @throws Problem */
function requirePlace({ state, procedure }: OpenFile, actor: Actor, task: string, document: string): void {
  const act = { type: 'add-document', task, document, file: '' } as const;
  const may = unseenTask(actor, state, procedure, act) ?? mayActOnTask(procedure, state, actor, act);
  const found = state.tasks[task];
  const refused = isRefusal(may) || found?.kind !== 'documents' ? may : unknownDocument(found, document);
  if (isRefusal(refused)) throw problemOfRefusal(inQuery(refused));
}

/** What is a field of the act is one of the query here; the kind of the act is none. */
function inQuery({ field, ...refusal }: Refusal): Refusal {
  return field === undefined ? refusal : { ...refusal, field: `query/${field === 'type' ? 'task' : field}` };
}

async function receive(
  { db, keys, store, settings }: ApiDeps,
  of: string,
  request: Request,
): Promise<{ name: string; stored: Stored }> {
  const { bytes } = await keys.existingKey(db, of);
  return onePart(request, async (name, content) => ({
    name,
    stored: await store.put(of, content, bytes, { limitBytes: settings.uploadLimit }),
  }));
}

const tooMany = (): Problem =>
  new Problem(409, 'too-many-uploads', {
    en: `There are ${MOST_WAITING} files that you sent and did not use. Add one of them to the file first.`,
    fr: `Il y a ${MOST_WAITING} fichiers envoyés et non utilisés. Ajoutez-en un au dossier d'abord.`,
  });
