import type { Reference } from '../../domain/ids.ts';
import { due } from '../../domain/mobility/due.ts';
import { interrupted } from '../../domain/mobility/effects.ts';
import type { Db } from '../connect.ts';
import { KeyUnavailable } from '../crypto.ts';
import { DatabaseError } from '../errors.ts';
import type { Keys } from '../keys.ts';
import { select } from '../sql.ts';
import { readMobility } from './read.ts';

/** Of these closed mobilities, those in which something is still to happen: an effect under way, or to be tried again. */
export async function withSomethingPending(
  db: Db,
  keys: Keys,
  closed: readonly Reference[],
): Promise<ReadonlySet<Reference>> {
  const candidates = await select<{ reference: string }>(
    db,
    `SELECT reference FROM mobilities WHERE reference IN (?) AND next_due IS NOT NULL
     UNION SELECT reference FROM outbox WHERE reference IN (?) AND channel <> 'mail' AND status = 'pending'`,
    [closed, closed],
  );
  const pending = new Set<Reference>();
  for (const { reference } of candidates) if (await isPending(db, keys, reference)) pending.add(reference);
  return pending;
}

async function isPending(db: Db, keys: Keys, reference: Reference): Promise<boolean> {
  try {
    const state = (await readMobility(db, keys, reference))?.state;
    return state != null && (due(state) !== null || interrupted(state).length > 0);
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    // It is looked at, and what is wrong with it is said there.
    return !(error instanceof KeyUnavailable);
  }
}
