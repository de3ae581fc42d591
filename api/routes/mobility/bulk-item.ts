import { keepRefusal } from '../../../db/records/keep-refusal.ts';
import { hashOf } from '../../../domain/hash.ts';
import type { Reference } from '../../../domain/ids.ts';
import type { PublicAct } from '../../../domain/mobility/acts.schema.ts';
import { sentenceOf, type Refusal } from '../../../domain/refusal.ts';
import { problemOf, say, type Language } from '../../problem.ts';
import type { ApiDeps } from '../deps.ts';
import type { PersonActor } from '../signed-in.ts';
import { tryAct } from './act.ts';
import { commandId } from './idempotency.ts';

export interface BulkItem {
  readonly reference: Reference;
  readonly act: PublicAct;
  readonly key: string;
}

export interface BulkResult {
  readonly reference: Reference;
  readonly status: 'done' | 'not-yet' | 'refused';
  readonly code?: string;
  readonly detail?: string;
  readonly rev?: number;
}

/** What was not begun by then is not begun: whoever sent the list waits for its answer. */
const BUDGET_MS = 20_000;
export const isOverBudget = (begun: number): boolean => performance.now() - begun > BUDGET_MS;

const notTried = {
  en: 'There was no time left for this one. Send the same list with the same key again.',
  fr: 'Le temps a manqué pour celui-ci. Renvoyez la même liste avec la même clé.',
};
const notRecorded = {
  en: 'This is not yet recorded. Send the same list with the same key again: it counts once.',
  fr: "Ceci n'est pas encore enregistré. Renvoyez la même liste avec la même clé : cela ne compte qu'une fois.",
};

export const notTriedYet = ({ reference }: BulkItem, language: Language): BulkResult => ({
  reference,
  status: 'not-yet',
  code: 'not-tried',
  detail: say(notTried, language),
});

/** Does one item of a list as an act by itself. A refusal is kept: the list sent again gets the same one. */
export async function bulkItem(
  deps: ApiDeps,
  actor: PersonActor,
  { reference, act, key }: BulkItem,
  language: Language,
): Promise<BulkResult> {
  const id = commandId(actor, reference, key);
  try {
    const tried = await tryAct(deps, actor, reference, act, id);
    switch (tried.kind) {
      case 'done':
        return { reference, status: 'done', rev: tried.answer.rev };
      case 'pending':
        return { reference, status: 'not-yet', code: 'not-recorded', detail: say(notRecorded, language) };
      case 'refused': {
        const at = deps.now().toISOString();
        const refusal = { reference, id, bodyHash: hashOf(act), refusal: tried.refusal, at };
        const kept = await keepRefusal(deps.db, deps.keys, refusal);
        return kept !== undefined && 'answer' in kept
          ? { reference, status: 'done', rev: kept.answer.rev }
          : refused(reference, kept?.refusal ?? tried.refusal, language);
      }
    }
  } catch (error) {
    const problem = problemOf(error);
    // Some part of ours is away: the others of the list may fare better.
    if (problem.status >= 500)
      deps.log.warn({ code: problem.code, why: problem.message }, 'an item of a list was not done');
    const status = problem.status >= 500 ? 'not-yet' : 'refused';
    return { reference, status, code: problem.code, detail: say(problem.detail, language) };
  }
}

const refused = (reference: Reference, refusal: Refusal, language: Language): BulkResult => ({
  reference,
  status: 'refused',
  code: refusal.code,
  detail: say(sentenceOf(refusal), language),
});
