import type { Reference } from '../../domain/ids.ts';
import type { Tx } from '../connect.ts';
import { forShare, selectOne } from '../sql.ts';

/** Status of the head of a mobility that was erased. */
export const ERASED = 'erased';

/** Nothing is written for a mobility that was erased. */
export class MobilityErased extends Error {
  override readonly name = 'MobilityErased';
  readonly code = 'erased';
}

/**
 * Until this transaction ends nobody erases the mobility: before anything is written for it past a commit. Other
 * processes have its key in memory for up to a minute.
 * @throws MobilityErased
 */
export async function holdAlive(tx: Tx, reference: Reference): Promise<void> {
  const head = await selectOne<{ status: string }>(tx, `SELECT status FROM heads WHERE reference = ?${forShare(tx)}`, [
    reference,
  ]);
  if (head?.status === ERASED) throw new MobilityErased(`${reference} was erased.`);
}
