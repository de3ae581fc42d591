import type { Reference } from '../../domain/ids.ts';
import type { Tx } from '../connect.ts';
import { forShare, forUpdate, selectOne } from '../sql.ts';

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
  await refuseErased(tx, reference, forShare(tx));
}

/**
 * The same, and until this transaction ends nobody else holds the mobility: for what is counted before it is written.
 * @throws MobilityErased
 */
export async function holdAlone(tx: Tx, reference: Reference): Promise<void> {
  await refuseErased(tx, reference, forUpdate(tx));
}

async function refuseErased(tx: Tx, reference: Reference, lock: string): Promise<void> {
  const head = await selectOne<{ status: string }>(tx, `SELECT status FROM heads WHERE reference = ?${lock}`, [
    reference,
  ]);
  if (head?.status === ERASED) throw new MobilityErased(`${reference} was erased.`);
}
