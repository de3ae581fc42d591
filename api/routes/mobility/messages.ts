import { z } from 'zod';
import { addMessage, messages } from '../../../db/queries/messages.ts';
import { may } from '../../../domain/authority/may.ts';
import { refuse } from '../../../domain/refusal.ts';
import { actorOf } from '../../identity/actor.ts';
import { problemOfRefusal } from '../../problem.ts';
import { none, route } from '../route.ts';
import { found, instant, pageOf, paging, reference } from '../schemas.ts';
import { audienceOf } from '../../../domain/authority/task-sight.ts';
import { openFileAsPerson } from './file.ts';
import { commandId, optionalKey, requireKey } from './idempotency.ts';

const params = z.strictObject({ reference });
const message = z.object({
  id: z.string(),
  at: instant,
  by: z.object({ person: z.string(), name: z.string() }),
  visibility: z.enum(['everyone', 'staff']),
  text: z.string(),
});

export const readMessages = route({
  method: 'get',
  path: '/api/mobilities/{reference}/messages',
  tag: 'A mobility',
  summary: 'Messages about a file, newest first',
  request: { ...none, params, query: z.strictObject(paging) },
  responses: { 200: { description: 'A page of messages', schema: pageOf(message) } },
  handler: async (deps, { params, query, request }) => {
    const { state, actor } = await openFileAsPerson(deps, await actorOf(request, deps), params.reference);
    const staff = audienceOf(actor, state) === 'staff';
    return { status: 200, body: found(await messages(deps.db, deps.keys, { ...params, ...query, staff })) };
  },
});

export const writeMessage = route({
  method: 'post',
  path: '/api/mobilities/{reference}/messages',
  tag: 'A mobility',
  summary: 'Write a message about a file; `staff` is seen by staff only',
  request: {
    query: none.query,
    headers: optionalKey,
    params,
    body: z.strictObject({
      text: z.string().trim().min(1).max(20_000),
      visibility: z.enum(['everyone', 'staff']).default('everyone'),
    }),
  },
  responses: {
    201: { description: 'Written. `Idempotent-Replay: true` when it had been before', schema: message },
    422: { description: 'A field is not right, or the key was used for another message' },
  },
  handler: async (deps, { params, headers, body, request }) => {
    const { state, actor } = await openFileAsPerson(deps, await actorOf(request, deps), params.reference);
    const own = audienceOf(actor, state) === 'person';
    const refused = own
      ? body.visibility === 'staff'
        ? refuse('forbidden', {}, 'visibility')
        : undefined
      : may(actor, 'message', state);
    if (refused !== undefined) throw problemOfRefusal(refused);
    const key = headers['idempotency-key'];
    const written = await addMessage(deps.db, deps.keys, params.reference, {
      ...(key === undefined ? {} : { id: commandId(actor, params.reference, requireKey(key)) }),
      ...body,
      at: deps.now().toISOString(),
      by: { person: actor.person, name: actor.name },
    });
    if (written.kind === 'other') throw problemOfRefusal(refuse('key-reused'));
    const replay = written.kind === 'repeated' ? { headers: { 'Idempotent-Replay': 'true' } } : {};
    return { status: 201, body: written.message, ...replay };
  },
});
