import type { CommandId, Reference, Sha256 } from '../../domain/ids.ts';
import type { Answer } from '../../domain/mobility/commands.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { Db, Tx } from '../connect.ts';
import { decryptJson, encryptJson, type Key } from '../crypto.ts';
import type { Keys } from '../keys.ts';
import { selectOne } from '../sql.ts';
import { insertion, type Statement } from '../statements.ts';

export type KeptOutcome = { readonly answer: Answer } | { readonly refusal: Refusal };

export interface KeptAnswer {
  readonly reference: Reference;
  readonly bodyHash: Sha256;
  readonly outcome: KeptOutcome;
}

export interface AnswerRow {
  readonly reference: Reference;
  readonly body_hash: Sha256;
  readonly body: Buffer;
}

/** The answer that was given to a command, kept for ever; undefined when it was not recorded. */
export async function readAnswer(on: Db | Tx, keys: Keys, id: CommandId): Promise<KeptAnswer | undefined> {
  const row = await selectOne<AnswerRow>(on, 'SELECT reference, body_hash, body FROM answers WHERE command_id = ?', [
    id,
  ]);
  return row === null ? undefined : openAnswer(on, keys, id, row);
}

/** Decrypts it. @throws KeyUnavailable */
export async function openAnswer(on: Db | Tx, keys: Keys, id: CommandId, row: AnswerRow): Promise<KeptAnswer> {
  const key = await keys.existingKey(on, row.reference);
  // Sealed by `keepAnswer` below with an authenticated key.
  const outcome = decryptJson(key, aad(id), row.body) as KeptOutcome;
  return { reference: row.reference, bodyHash: row.body_hash, outcome };
}

/** Keeps the answer to a command, for the transaction that makes it true. */
export const keepAnswer = (
  key: Key,
  kept: KeptAnswer & { readonly id: CommandId; readonly rev: number; readonly at: string },
): Statement[] =>
  insertion('answers', {
    command_id: kept.id,
    reference: kept.reference,
    body_hash: kept.bodyHash,
    rev: kept.rev,
    status: 'answer' in kept.outcome ? 'done' : 'refused',
    body: encryptJson(key, aad(kept.id), kept.outcome),
    at: kept.at,
  });

const aad = (id: CommandId): string => `answer:${id}`;
