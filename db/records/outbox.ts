import type { EffectId, Reference } from '../../domain/ids.ts';
import type { AskedEffect } from '../../domain/mobility/deciding.ts';
import { channelOf, type EffectRequest } from '../../domain/mobility/effects.ts';
import type { Recorded } from '../../domain/mobility/events.ts';
import type { Db, Tx } from '../connect.ts';
import { decryptJson, encryptJson, type Key } from '../crypto.ts';
import type { Keys } from '../keys.ts';
import { selectOne } from '../sql.ts';
import { insertion, type Statement } from '../statements.ts';

/** What a decision asks of the outside, for the transaction that makes the decision true. */
export const putInOutbox = (
  key: Key,
  reference: Reference,
  effects: readonly AskedEffect[],
  at: string,
  status: 'pending' | 'settled' = 'pending',
): Statement[] =>
  insertion(
    'outbox',
    effects.map(({ effect, request }) => {
      const [, seq = '0', n = '0'] = effect.split('/');
      return {
        id: effect,
        reference,
        seq: Number(seq),
        n: Number(n),
        channel: channelOf(request.kind),
        kind: request.kind,
        body: encryptJson(key, aad(effect), request),
        status,
        tries: 0,
        claimed_until: null,
        claimed_by: null,
        due_at: at,
        sent_at: null,
        last_error: null,
      };
    }),
  );

/** Brings outbox rows up to what was recorded about them: done, skipped, or to be tried again. */
export const settleOutbox = (events: readonly Recorded[]): Statement[] =>
  events.flatMap(({ event, at }) => {
    if (event.type === 'effect-done' || event.type === 'effect-skipped')
      return [{ sql: "UPDATE outbox SET status = 'settled' WHERE id = ?", params: [event.effect] }];
    if (event.type === 'effect-retried')
      return [
        {
          // Whoever tries again wants it to go now, and not with others tomorrow.
          sql: "UPDATE outbox SET status = 'pending', tries = 0, due_at = ?, claimed_until = NULL, gathered = CASE WHEN reader IS NULL THEN NULL ELSE 0 END WHERE id = ? AND status <> 'sent'",
          params: [at, event.effect],
        },
      ];
    return [];
  });

/** What an effect asks for; undefined when there is no such effect. */
export async function readRequest(
  on: Db | Tx,
  keys: Keys,
  effect: EffectId,
): Promise<{ reference: Reference; request: EffectRequest } | undefined> {
  const row = await selectOne<{ reference: string; body: Buffer }>(
    on,
    'SELECT reference, body FROM outbox WHERE id = ?',
    [effect],
  );
  if (row === null) return undefined;
  return {
    reference: row.reference,
    request: openRequest(await keys.existingKey(on, row.reference), effect, row.body),
  };
}

// Sealed by `putInOutbox` with an authenticated key.
export const openRequest = (key: Key, effect: EffectId, body: Buffer): EffectRequest =>
  decryptJson(key, aad(effect), body) as EffectRequest;

const aad = (effect: EffectId): string => `outbox:${effect}`;
