import { z } from 'zod';
import { publicAct } from '../../../domain/mobility/acts.schema.ts';
import { readAnswer } from '../../../db/records/answers.ts';
import { refuse } from '../../../domain/refusal.ts';
import { actorOf } from '../../identity/actor.ts';
import { languageOf, Problem, problemOfRefusal, say, type Language } from '../../problem.ts';
import { none, route, type Reply } from '../route.ts';
import { instant, reference, sha256 } from '../schemas.ts';
import { performAct, type Acted } from './act.ts';
import { openFile } from './file.ts';
import { commandId, idempotencyHeaders, keyForm, requireKey } from './idempotency.ts';
import { useLinkAfter } from './partner-link.ts';

const answerSchema = z.object({ rev: z.number().int(), at: instant, recorded: z.array(z.string()) });
const notYetSchema = z.object({ command: sha256, detail: z.string() });

export const act = route({
  method: 'post',
  path: '/api/mobilities/{reference}/acts',
  tag: 'A mobility',
  summary: 'Do something: fill, send, decide, sign, attest … The view of the file lists what you may do now',
  request: { params: z.strictObject({ reference }), query: none.query, headers: idempotencyHeaders, body: publicAct },
  responses: {
    200: {
      description: 'Done and recorded. `Idempotent-Replay: true` when it had been done before',
      schema: answerSchema,
    },
    202: { description: 'Not yet recorded: ask at Location, or send it again with the same key', schema: notYetSchema },
    400: { description: 'Idempotency-Key is missing' },
    409: { description: 'Not possible now: closed, not open, or changed since you read it' },
    422: { description: 'A field is not right, a rule is broken, or the key was used for something else' },
    503: { description: 'Not taken: what it takes is away, or too much is under way. Send it again after Retry-After' },
  },
  handler: async (deps, { params, headers, body, request }) => {
    const key = requireKey(headers['idempotency-key']);
    const actor = await actorOf(request, deps);
    const acted = await performAct(deps, actor, params.reference, body, key);
    await useLinkAfter(deps, request, body, acted);
    return replyOf(acted, params.reference, key, languageOf(request));
  },
});

function replyOf(acted: Acted, of: string, key: string, language: Language): Reply {
  if (acted.kind === 'done')
    return { status: 200, body: acted.answer, ...(acted.replayed ? { headers: { 'Idempotent-Replay': 'true' } } : {}) };
  const query = new URLSearchParams({ reference: of, key, until: acted.notAfter });
  const Location = `/api/commands/${acted.command}?${query.toString()}`;
  return { status: 202, headers: { Location, ...soon }, body: notYet(acted.command, language) };
}

const soon = { 'Retry-After': '1' };

/**
 * What was decided at its last instant is recorded by then: its commit waits for a connection, locks and answers, some
 * seconds each (`COMMITTING`), and the worker's clock is not ours.
 */
const RECORDED_AFTER_MS = 20_000;

const notYetRecorded = {
  en: 'This is not yet recorded. Ask again at the Location, or send the same act with the same Idempotency-Key: it counts once.',
  fr: "Ceci n'est pas encore enregistré. Redemandez à l'adresse Location, ou renvoyez le même acte avec le même Idempotency-Key : il ne compte qu'une fois.",
};

const notYet = (command: string, language: Language): z.infer<typeof notYetSchema> => ({
  command,
  detail: say(notYetRecorded, language),
});

export const command = route({
  method: 'get',
  path: '/api/commands/{id}',
  tag: 'A mobility',
  summary: 'The answer to an act that had none in time; the address is the Location that you were given',
  request: {
    ...none,
    params: z.strictObject({ id: sha256 }),
    query: z.strictObject({
      reference,
      key: keyForm,
      until: instant.optional().describe('After this it is no longer done; as in the Location'),
    }),
  },
  responses: {
    200: { description: 'Done and recorded', schema: answerSchema },
    202: { description: 'Not yet recorded', schema: notYetSchema },
    404: { description: 'You sent no such act, or it was not done in time (`command-not-done`) and may be sent again' },
  },
  handler: async (deps, { params, query, request }) => {
    const actor = await actorOf(request, deps);
    // The id is made of who sent it: nobody else's actor gives the same one.
    if (commandId(actor, query.reference, query.key) !== params.id) throw problemOfRefusal(refuse('not-found'));
    await openFile(deps, actor, query.reference);
    const kept = await readAnswer(deps.db, deps.keys, params.id);
    if (kept === undefined) {
      if (isOver(query.until, deps.now())) throw notDone();
      return { status: 202, headers: soon, body: notYet(params.id, languageOf(request)) };
    }
    if ('refusal' in kept.outcome) throw problemOfRefusal(kept.outcome.refusal);
    return { status: 200, body: kept.outcome.answer };
  },
});

const isOver = (until: string | undefined, now: Date): boolean =>
  until !== undefined && now.getTime() > Date.parse(until) + RECORDED_AFTER_MS;

const notDone = (): Problem =>
  new Problem(404, 'command-not-done', {
    en: 'This was not done, and will not be any more. It may be sent again, with a new Idempotency-Key.',
    fr: "Ceci n'a pas été fait et ne le sera plus. Vous pouvez l'envoyer de nouveau, avec un nouvel Idempotency-Key.",
  });
