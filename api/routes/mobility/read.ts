import { z } from 'zod';
import { readHistory } from '../../../db/records/read.ts';
import { actorOf } from '../../identity/actor.ts';
import { problemOfRefusal } from '../../problem.ts';
import { refuse } from '../../../domain/refusal.ts';
import { audienceOf, type Audience } from '../../../domain/authority/task-sight.ts';
import type { Text } from '../../../domain/ids.ts';
import type { By, Mobility } from '../../../domain/mobility/state.ts';
import type { Recorded } from '../../../domain/mobility/events.ts';
import type { Procedure } from '../../../domain/process/procedure.ts';
import type { ApiDeps } from '../deps.ts';
import { none, route } from '../route.ts';
import { instant, reference, text } from '../schemas.ts';
import { openFile, type OpenFile } from './file.ts';
import { holderName, namesIn, type Names } from './names.ts';
import { mayTell } from './condition-view.ts';
import { tell, type Told } from './sentences.ts';
import { toldOf } from './told.ts';
import { viewOf } from './view.ts';
import { viewSchema } from './view.schema.ts';

const params = z.strictObject({ reference });

export const view = route({
  method: 'get',
  path: '/api/mobilities/{reference}',
  tag: 'A mobility',
  summary: 'Where a file stands: stages, what waits for whom until when and what then, what you may do now',
  request: { ...none, params },
  responses: {
    200: { description: 'The file as you may see it', schema: viewSchema },
    404: { description: 'There is no such file, or it is not for you' },
  },
  handler: async (deps, { params, request }) => {
    const actor = await actorOf(request, deps);
    const file = await openFile(deps, actor, params.reference);
    return { status: 200, body: viewOf(file, actor, await namesIn(deps, file.state.institution)) };
  },
});

const entry = z.object({
  seq: z.number().int(),
  at: instant,
  type: z.string(),
  by: z.object({ kind: z.string(), name: z.string(), role: z.string().optional(), onBehalfOf: z.string().optional() }),
  sentence: text,
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Entry = z.infer<typeof entry>;

export const history = route({
  method: 'get',
  path: '/api/mobilities/{reference}/history',
  tag: 'A mobility',
  summary: 'What happened in a file, as sentences, oldest first',
  request: {
    ...none,
    params,
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(100).default(50),
      after: z.coerce.number().int().min(0).max(1e9).optional(),
    }),
  },
  responses: {
    200: {
      description: 'A page; `next` is the `after` of the next one',
      schema: z.object({ items: z.array(entry), next: z.number().int().nullable() }),
    },
  },
  handler: async (deps, { params, query, request }) => {
    const actor = await actorOf(request, deps);
    const file = await openFile(deps, actor, params.reference);
    const audience = audienceOf(actor, file.state);
    if (audience === 'partner') throw problemOfRefusal(refuse('forbidden'));
    return { status: 200, body: await historyOf(deps, file, audience, query) };
  },
});

/** A page of a file's history; what is not for the reader is left out, so that a page may be shorter than asked. */
export async function historyOf(
  deps: ApiDeps,
  { state, procedure }: OpenFile,
  audience: Audience,
  page: { limit: number; after?: number | undefined },
): Promise<{ items: Entry[]; next: number | null }> {
  const { limit, after } = page;
  const [events, names, titles] = await Promise.all([
    readHistory(deps.db, deps.keys, state.reference, { limit, ...(after === undefined ? {} : { after }) }),
    namesIn(deps, state.institution),
    deps.titles.titles(state.institution, state.procedure.id, state.procedure.version),
  ]);
  const signers = signersOf(state, names);
  const ofEvent = toldOf(procedure, audience);
  const items = events.flatMap((recorded): Entry[] => {
    const much = ofEvent(recorded.event);
    if (much === 'nothing') return [];
    const told = tell(recorded, audience, { titles, names, signers });
    if (told === null) return [];
    const { kind, name, role, onBehalfOf } = invitedByItself(recorded) ? itself : recorded.by;
    const by = {
      kind,
      name,
      ...(role === undefined ? {} : { role }),
      ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
    };
    return [
      {
        seq: recorded.seq,
        at: recorded.at,
        type: recorded.event.type,
        by,
        sentence: { ...told.sentence },
        facts: much === 'sentence' ? {} : factsFor(told.facts, procedure, audience),
      },
    ];
  });
  const last = events.at(-1);
  return { items, next: events.length === limit && last !== undefined && last.seq < state.rev ? last.seq : null };
}

/** A condition that asks about what staff keep among themselves is theirs too. */
function factsFor(facts: Told['facts'], procedure: Procedure, audience: Audience): Record<string, string | number> {
  const { condition, ...others } = facts;
  return typeof condition === 'string' && !mayTell(condition, procedure, audience) ? others : { ...facts };
}

/** The next signer is invited by the order of the procedure, not by whoever signed before; again, by staff with a reason. */
const invitedByItself = ({ event }: Recorded): boolean => event.type === 'signer-invited' && event.reason === undefined;
const itself: By = { kind: 'system', name: 'SMILE' };

/** Partners are left out: they can be replaced, and the name of now would stand in what happened before. */
const signersOf = (state: Mobility, names: Names): Record<string, Text> =>
  Object.fromEntries(
    Object.values(state.tasks).flatMap((task) =>
      task.kind !== 'signatures'
        ? []
        : task.data.signers
            .filter(({ holder }) => holder.by !== 'partner')
            .map(({ signer, holder }) => [`${task.task}/${signer}`, holderName(holder, state, names)]),
    ),
  );
