import { z } from 'zod';
import type { PublicAct } from '../../../domain/mobility/acts.schema.ts';
import type { ProcedureId, Reference } from '../../../domain/ids.ts';
import { refuse } from '../../../domain/refusal.ts';
import { actorOf } from '../../identity/actor.ts';
import { languageOf, problemOf, problemOfRefusal, say, type Language } from '../../problem.ts';
import type { ApiDeps } from '../deps.ts';
import { performAct } from '../mobility/act.ts';
import { idempotencyHeaders, requireKey } from '../mobility/idempotency.ts';
import { none, route } from '../route.ts';
import { reference, sha256 } from '../schemas.ts';
import type { PersonActor } from '../signed-in.ts';
import { reader } from './administrator.ts';
import { movable, planFor, planSchema } from './plan.ts';
import { number, params, reason } from './schemas.ts';

const MOST_FILES = 200;
const AT_ONCE = 4;
/** What was not begun by then is left for when it is sent again: each file may take seconds while the worker is away. */
const BEGUN_WITHIN_MS = 20_000;

const references = z
  .array(reference)
  .min(1)
  .max(MOST_FILES)
  .refine((all) => new Set(all).size === all.length, 'must name each file once');

const refused = z.object({
  reference: z.string(),
  kind: z.literal('refused'),
  code: z.string(),
  detail: z.string(),
});

export const previewFile = route({
  method: 'get',
  path: '/api/mobilities/{reference}/migration',
  tag: 'Procedures',
  summary: 'What changes in a file when it goes to another version of its procedure',
  request: {
    ...none,
    params: z.strictObject({ reference }),
    query: z.strictObject({ version: z.coerce.number().int().min(1).max(1_000_000) }),
  },
  responses: {
    200: { description: 'What would change; nothing was done', schema: planSchema },
    404: { description: 'There is no such file, or no such version' },
    409: { description: 'It follows that version already, or is closed' },
  },
  handler: async (deps, { params, query, request }) => {
    const file = await movable(deps, await actorOf(request, deps), params.reference);
    return { status: 200, body: await planFor(deps, file, query.version) };
  },
});

export const previewFiles = route({
  method: 'post',
  path: '/api/procedures/{id}/migrations/preview',
  tag: 'Procedures',
  summary: 'The same for up to 200 files of a procedure, each by itself',
  cost: 'check',
  request: { ...none, params, body: z.strictObject({ version: number, references }) },
  responses: {
    200: {
      description: 'In the order in which they were named; nothing was done',
      schema: z.object({
        results: z.array(z.union([planSchema.extend({ reference: z.string(), kind: z.literal('plan') }), refused])),
      }),
    },
  },
  handler: async (deps, { params: { id }, body, request }) => {
    const actor = reader(await actorOf(request, deps));
    const results = await each(body.references, languageOf(request), async (one) => ({
      reference: one,
      kind: 'plan' as const,
      ...(await planFor(deps, await fileOf(deps, actor, id, one), body.version)),
    }));
    return { status: 200, body: { results } };
  },
});

const result = z.union([
  z.object({ reference: z.string(), kind: z.literal('done'), rev: z.number().int() }),
  z
    .object({ reference: z.string(), kind: z.literal('pending'), command: sha256 })
    .describe('Not yet recorded: send all of it again with the same key'),
  z
    .object({ reference: z.string(), kind: z.literal('not-begun') })
    .describe('There was no time for it: send all of it again with the same key'),
  refused,
]);
const results = {
  200: {
    description:
      'One result for each file, in the order in which they were named; one that is refused holds up no other',
    schema: z.object({ results: z.array(result) }),
  },
  400: { description: 'Idempotency-Key is missing' },
};

export const migrateFiles = route({
  method: 'post',
  path: '/api/procedures/{id}/migrations',
  tag: 'Procedures',
  summary: 'Let up to 200 files go to another version of their procedure: one act on each, which its history tells',
  cost: 'check',
  request: {
    params,
    query: none.query,
    headers: idempotencyHeaders,
    body: z.strictObject({ version: number, references, reason }),
  },
  responses: results,
  handler: async (deps, { params: { id }, headers, body, request }) => {
    const act = { type: 'migrate', version: body.version, reason: body.reason } as const;
    const by = { key: requireKey(headers['idempotency-key']), actor: reader(await actorOf(request, deps)) };
    return { status: 200, body: { results: await acted(deps, id, body.references, act, by, languageOf(request)) } };
  },
});

export const migrateFilesBack = route({
  method: 'post',
  path: '/api/procedures/{id}/migrations/back',
  tag: 'Procedures',
  summary: 'Let files go back to the version before, each as long as nothing new was done in it',
  cost: 'check',
  request: {
    params,
    query: none.query,
    headers: idempotencyHeaders,
    body: z.strictObject({ references, reason }),
  },
  responses: results,
  handler: async (deps, { params: { id }, headers, body, request }) => {
    const act = { type: 'migrate-back', reason: body.reason } as const;
    const by = { key: requireKey(headers['idempotency-key']), actor: reader(await actorOf(request, deps)) };
    return { status: 200, body: { results: await acted(deps, id, body.references, act, by, languageOf(request)) } };
  },
});

function acted(
  deps: ApiDeps,
  id: ProcedureId,
  all: readonly Reference[],
  act: PublicAct,
  { key, actor }: { readonly key: string; readonly actor: PersonActor },
  language: Language,
): Promise<z.infer<typeof result>[]> {
  const until = performance.now() + BEGUN_WITHIN_MS;
  return each(all, language, async (one) => {
    if (performance.now() > until) return { reference: one, kind: 'not-begun' };
    await fileOf(deps, actor, id, one);
    const done = await performAct(deps, actor, one, act, key);
    return done.kind === 'done'
      ? { reference: one, kind: 'done', rev: done.answer.rev }
      : { reference: one, kind: 'pending', command: done.command };
  });
}

/** A file of this very procedure: versions of another one have the same numbers. @throws Problem */
async function fileOf(
  deps: ApiDeps,
  actor: PersonActor,
  id: ProcedureId,
  of: Reference,
): Promise<Awaited<ReturnType<typeof movable>>> {
  const file = await movable(deps, actor, of);
  if (file.state.procedure.id !== id) throw problemOfRefusal(refuse('not-found'));
  return file;
}

/** One result for each, some at once, in their order; what stands against one is its result. */
async function each<T>(
  all: readonly Reference[],
  language: Language,
  work: (reference: Reference) => Promise<T>,
): Promise<(T | z.infer<typeof refused>)[]> {
  const found = new Map<Reference, T | z.infer<typeof refused>>();
  const waiting = Iterator.from(all);
  const lane = async (): Promise<void> => {
    for (const one of waiting)
      found.set(
        one,
        await work(one).catch((error: unknown) => {
          const { status, code, detail } = problemOf(error);
          // A fault of ours, or a part that is away, is the answer to the whole.
          if (status >= 500) throw error;
          return { reference: one, kind: 'refused' as const, code, detail: say(detail, language) };
        }),
      );
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return all.flatMap((one) => found.get(one) ?? []);
}
