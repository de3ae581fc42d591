import type { Actor } from '../../../domain/authority/actor.ts';
import { unseenTask } from '../../../domain/authority/task-sight.ts';
import { hashOf } from '../../../domain/hash.ts';
import type { PublicAct } from '../../../domain/mobility/acts.schema.ts';
import type { Answer } from '../../../domain/mobility/commands.ts';
import type { CommandId, Reference } from '../../../domain/ids.ts';
import { refuse, type Refusal } from '../../../domain/refusal.ts';
import type { Instant } from '../../../domain/time/civil.ts';
import { KeyUnavailable } from '../../../db/crypto.ts';
import { readAnswer, type KeptAnswer } from '../../../db/records/answers.ts';
import { PATIENCE_MS } from '../../../workflows/send.ts';
import { problemOfRefusal } from '../../problem.ts';
import type { ApiDeps } from '../deps.ts';
import { factsFor } from './facts.ts';
import { openFile } from './file.ts';
import { commandId } from './idempotency.ts';

export type Acted =
  | { readonly kind: 'done'; readonly answer: Answer; readonly replayed: boolean }
  /** It was handed over, and there is no answer yet. */
  | { readonly kind: 'pending'; readonly command: CommandId; readonly notAfter: Instant };

/** What was not decided so long after we stopped waiting for an answer is refused. */
const LATE_MS = 60_000;

/** What came of an act that the core was asked, or that was answered before. */
export type Tried = Acted | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Sends one act of somebody to a mobility and waits for the answer; sent again with the same key, the same answer
 * comes again and nothing is done twice.
 * @throws Problem for what the core refuses, for a file that may not be seen, for a key used for something else
 */
export async function performAct(
  deps: ApiDeps,
  actor: Actor,
  reference: Reference,
  act: PublicAct,
  key: string,
): Promise<Acted> {
  const tried = await tryAct(deps, actor, reference, act, commandId(actor, reference, key));
  if (tried.kind === 'refused') throw problemOfRefusal(tried.refusal);
  return tried;
}

/** The same, a refusal being an answer. @throws Problem for a file that may not be seen */
export async function tryAct(
  deps: ApiDeps,
  actor: Actor,
  reference: Reference,
  act: PublicAct,
  id: CommandId,
): Promise<Tried> {
  const bodyHash = hashOf(act);
  const [{ state, procedure }, kept] = await Promise.all([
    openFile(deps, actor, reference),
    readAnswer(deps.db, deps.keys, id),
  ]);
  if (kept !== undefined) return again(kept, bodyHash);
  const unseen = unseenTask(actor, state, procedure, act);
  if (unseen !== undefined) return { kind: 'refused', refusal: unseen };

  const notAfter = new Date(deps.now().getTime() + PATIENCE_MS + LATE_MS).toISOString();
  const facts = await factsFor(deps.db, state, actor, act);
  const sent = await deps
    .send({ institution: state.institution, reference }, { id, bodyHash, actor, act, facts, notAfter, seen: state.rev })
    .catch(async (error: unknown) => {
      // Erased since it was opened above: then its key is gone.
      if (error instanceof KeyUnavailable) await openFile(deps, actor, reference);
      throw error;
    });
  switch (sent.kind) {
    case 'done':
      return { kind: 'done', answer: sent.answer, replayed: false };
    case 'refused':
      return afterRefusal(deps, id, bodyHash, sent.refusal);
    case 'pending':
      return { kind: 'pending', command: id, notAfter };
  }
}

/**
 * When a worker is lost between the commit and its word to Temporal, the act is sent to the file again; by then
 * something else may have caught up with the records, so that the file sees it done and refuses it. The records know.
 */
async function afterRefusal({ db, keys }: ApiDeps, id: CommandId, bodyHash: string, refusal: Refusal): Promise<Tried> {
  const kept = await readAnswer(db, keys, id);
  return kept === undefined ? { kind: 'refused', refusal } : again(kept, bodyHash);
}

function again({ bodyHash: before, outcome }: KeptAnswer, bodyHash: string): Tried {
  if (before !== bodyHash) return { kind: 'refused', refusal: refuse('key-reused') };
  if ('refusal' in outcome) return { kind: 'refused', refusal: outcome.refusal };
  return { kind: 'done', answer: outcome.answer, replayed: true };
}
