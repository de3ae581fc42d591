import { inTransaction, type Db } from '../../db/connect.ts';
import { holdAlive } from '../../db/erasure/alive.ts';
import type { Keys } from '../../db/keys.ts';
import { putInOutbox } from '../../db/records/outbox.ts';
import type { PersonId } from '../../domain/ids.ts';
import type { MailRequest } from '../../domain/mobility/mail.ts';
import { shareOf } from './message-id.ts';
import { settle, type Claimed } from './outbox.ts';

/**
 * Makes of a role's mail one mail for each holder, in one transaction: what cannot be delivered to one is then an
 * incident of its own, and the others do not get theirs again when it is retried.
 * @returns false when the lease had passed to somebody else
 */
export const share = (
  db: Db,
  keys: Keys,
  row: Claimed,
  mail: MailRequest,
  holders: readonly PersonId[],
): Promise<boolean> =>
  inTransaction(db, async (tx) => {
    await holdAlive(tx, row.reference);
    if (!(await settle(tx, row, { status: 'settled' }))) return false;
    const key = await keys.existingKey(tx, row.reference);
    const shares = holders.map((person, index) => ({
      effect: shareOf(row.id, index + 1),
      request: { kind: 'mail', mail: { ...mail, recipient: { to: 'somebody', person } } } as const,
    }));
    await putInOutbox(tx, key, row.reference, shares, row.due_at);
    return true;
  });
