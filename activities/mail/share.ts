import { inTransaction, type Db } from '../../db/connect.ts';
import { holdAlive } from '../../db/erasure/alive.ts';
import type { Keys } from '../../db/keys.ts';
import { putInOutbox } from '../../db/records/outbox.ts';
import { executeAll } from '../../db/sql.ts';
import type { PersonId } from '../../domain/ids.ts';
import type { MailRequest } from '../../domain/mobility/mail.ts';
import { sharesOf, type RoleRecipient } from '../../domain/mobility/shares.ts';
import { settle, type Claimed } from './outbox.ts';

/**
 * Makes of a role's mail one mail for each holder, in one transaction, as the commit does where somebody held the role.
 * @returns false when the lease had passed to somebody else
 */
export const share = (
  db: Db,
  keys: Keys,
  row: Claimed,
  mail: MailRequest,
  role: RoleRecipient,
  holders: readonly PersonId[],
): Promise<boolean> =>
  inTransaction(db, async (tx) => {
    await holdAlive(tx, row.reference);
    if (!(await settle(tx, row, { status: 'settled' }))) return false;
    const key = await keys.existingKey(tx, row.reference);
    await executeAll(tx, putInOutbox(key, row.reference, sharesOf(row.id, mail, role, holders), row.due_at));
    return true;
  });
