import type { CommandId, Reference, Sha256 } from '../../domain/ids.ts';
import { refuse, type Refusal } from '../../domain/refusal.ts';
import { inTransaction, type Db } from '../connect.ts';
import type { Keys } from '../keys.ts';
import { executeAll } from '../sql.ts';
import { keepAnswer, readAnswer, type KeptOutcome } from './answers.ts';
import { headRow } from './head.ts';

interface Refused {
  readonly reference: Reference;
  readonly id: CommandId;
  readonly bodyHash: Sha256;
  readonly refusal: Refusal;
  readonly at: string;
}

/**
 * Keeps a refusal that left no trace as the answer to its command, so that the same command gets the same answer. Under
 * the lock of a commit: what was recorded meanwhile stays.
 * @returns what is kept now; undefined when the file is gone
 */
export const keepRefusal = (
  db: Db,
  keys: Keys,
  { reference, id, bodyHash, refusal, at }: Refused,
): Promise<KeptOutcome | undefined> =>
  inTransaction(db, async (tx) => {
    const head = await headRow(tx, reference, true);
    if (head === null) return undefined;
    const kept = await readAnswer(tx, keys, id);
    if (kept !== undefined) return kept.bodyHash === bodyHash ? kept.outcome : { refusal: refuse('key-reused') };
    const key = await keys.existingKey(tx, reference);
    await executeAll(tx, keepAnswer(key, { id, reference, bodyHash, outcome: { refusal }, rev: head.rev, at }));
    return { refusal };
  });
