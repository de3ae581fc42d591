import { z } from 'zod';
import { publicAct } from '../../../domain/mobility/acts.schema.ts';
import { refuse } from '../../../domain/refusal.ts';
import { actorOf } from '../../identity/actor.ts';
import { languageOf, problemOfRefusal, type Language } from '../../problem.ts';
import type { ApiDeps } from '../deps.ts';
import { none, route } from '../route.ts';
import { reference } from '../schemas.ts';
import { aPerson, type PersonActor } from '../signed-in.ts';
import { bulkItem, isOverBudget, notTriedYet, type BulkItem, type BulkResult } from './bulk-item.ts';
import { idempotencyHeaders, keyForm, requireKey } from './idempotency.ts';

const MOST = 200;
/** Files that one list acts on at once: it is one person's, and others work too. */
const AT_ONCE = 8;
/** Two hundred acts with a paragraph of reason each. */
const BODY_LIMIT = 1024 * 1024;

const item = z.strictObject({
  reference,
  act: publicAct,
  key: keyForm
    .optional()
    .describe('What the item is known by when the list is sent again; without it its place in the list'),
});

const result = z.object({
  reference: z.string(),
  status: z
    .enum(['done', 'not-yet', 'refused'])
    .describe('`not-yet`: nothing is certain; send the same list with the same key again'),
  code: z.string().optional(),
  detail: z.string().optional(),
  rev: z.number().int().optional(),
});

export const bulkActs = route({
  method: 'post',
  path: '/api/acts',
  tag: 'Lists',
  summary: 'Do something in many files: each item is one act, done or refused by itself. For staff',
  cost: 'bulk',
  bodyLimit: BODY_LIMIT,
  request: {
    ...none,
    headers: idempotencyHeaders,
    body: z.strictObject({ items: z.array(item).min(1).max(MOST) }),
  },
  responses: {
    200: {
      description:
        'A result for each item, in their order. Sent again with the same key: the same results, and what was not yet done is tried again',
      schema: z.object({ items: z.array(result) }),
    },
    400: { description: 'Idempotency-Key is missing' },
    403: { description: 'For staff' },
    422: { description: 'An item is not right: nothing was done' },
  },
  handler: async (deps, { headers, body, request }) => {
    const key = requireKey(headers['idempotency-key']);
    const actor = aPerson(await actorOf(request, deps));
    if (actor.grants.length === 0) throw problemOfRefusal(refuse('forbidden'));
    const items = body.items.map((one, n): BulkItem => {
      const { reference, act, key: own = `#${n}` } = one;
      // A space: no key of a single act is like it.
      return { reference, act, key: `${key} ${own}` };
    });
    return { status: 200, body: { items: await performAll(deps, actor, items, languageOf(request)) } };
  },
});

/** Acts on several files at once, and on one file in the order of the list. */
async function performAll(
  deps: ApiDeps,
  actor: PersonActor,
  items: readonly BulkItem[],
  language: Language,
): Promise<BulkResult[]> {
  const results = new Map<BulkItem, BulkResult>();
  const files = [...Map.groupBy(items, (one) => one.reference).values()];
  const begun = performance.now();
  const work = async (): Promise<void> => {
    for (let file = files.shift(); file !== undefined; file = files.shift())
      for (const one of file)
        results.set(one, isOverBudget(begun) ? notTriedYet(one, language) : await bulkItem(deps, actor, one, language));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return items.map((one) => results.get(one) ?? notTriedYet(one, language));
}
