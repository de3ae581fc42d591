import { z } from 'zod';
import { readDraft, saveDraft } from '../../../db/queries/drafts.ts';
import type { Actor } from '../../../domain/authority/actor.ts';
import { seesTask } from '../../../domain/authority/task-sight.ts';
import { refuse } from '../../../domain/refusal.ts';
import { actorOf } from '../../identity/actor.ts';
import { problemOfRefusal } from '../../problem.ts';
import type { ApiDeps } from '../deps.ts';
import { none, route } from '../route.ts';
import { reference, slug } from '../schemas.ts';
import { staleVersion } from '../stale.ts';
import type { PersonActor } from '../signed-in.ts';
import { openFileAsPerson } from './file.ts';

const params = z.strictObject({ reference, task: slug });
const draft = z.object({ version: z.number().int(), body: z.unknown(), updatedAt: z.string() });

export const getDraft = route({
  method: 'get',
  path: '/api/mobilities/{reference}/drafts/{task}',
  tag: 'A mobility',
  summary: 'What you have typed for a task and not sent; version 0 when nothing',
  request: { ...none, params },
  responses: { 200: { description: 'Your draft', schema: draft } },
  handler: async (deps, { params, request }) => {
    const { person } = await writer(deps, await actorOf(request, deps), params);
    return { status: 200, body: await readDraft(deps.db, deps.keys, { ...params, person }) };
  },
});

export const putDraft = route({
  method: 'put',
  path: '/api/mobilities/{reference}/drafts/{task}',
  tag: 'A mobility',
  summary: 'Keep what you have typed for a task, over the version that you read',
  request: {
    ...none,
    params,
    body: z.strictObject({
      version: z.int().min(0),
      body: z.unknown().refine((body) => body !== undefined, 'is missing'),
    }),
  },
  responses: {
    200: { description: 'Kept', schema: draft.omit({ body: true }) },
    409: { description: 'A newer version is there: `current` is what it says, `sent` is what you sent' },
  },
  handler: async (deps, { params, body, request, response }) => {
    const { person } = await writer(deps, await actorOf(request, deps), params);
    const result = await saveDraft(
      deps.db,
      deps.keys,
      { ...params, person },
      { ...body, at: deps.now().toISOString() },
    );
    if ('saved' in result)
      return { status: 200, body: { version: result.saved.version, updatedAt: result.saved.updatedAt } };
    return staleVersion(request, response, result.conflict, body.body);
  },
});

/** Drafts are for tasks that have been opened, by somebody who may see the file. @throws Problem */
async function writer(
  deps: ApiDeps,
  from: Actor,
  { reference: of, task }: z.infer<typeof params>,
): Promise<PersonActor> {
  const { state, procedure, actor } = await openFileAsPerson(deps, from, of);
  if (!Object.hasOwn(state.tasks, task) || !seesTask(actor, state, procedure, task))
    throw problemOfRefusal(refuse('unknown-task', { task }, 'task'));
  return actor;
}
