import type { Actor } from '../../domain/authority/actor.ts';
import { administers } from '../../domain/authority/delegation.ts';
import type { InstitutionId, UnitId } from '../../domain/ids.ts';
import { inTransaction, type Db, type Tx } from '../connect.ts';
import { execute, forUpdate, select } from '../sql.ts';
import { todayOf } from './delegate.ts';
import { DelegationProblem } from './delegation-problem.ts';
import { delegationById, type Delegation } from './delegations.ts';

type Person = Actor & { readonly kind: 'person' };

/**
 * Ends a delegation from the next request on; one that was ended stays as it was. Who lent it, who got it and an
 * administrator of its units may; for everybody else it is not there.
 * @param by null is an operator of this machine
 * @throws DelegationProblem nothing was written then
 */
export const undelegate = (
  db: Db,
  { institution, id }: { readonly institution: InstitutionId; readonly id: string },
  by: Person | null,
  now: Date,
): Promise<{ readonly delegation: Delegation; readonly ended: boolean }> =>
  inTransaction(db, async (tx) => {
    await select(tx, `SELECT id FROM delegations WHERE id = ?${forUpdate(tx)}`, [id]);
    const delegation = await delegationById(tx, institution, id);
    if (delegation === null || !(await mayEnd(tx, institution, delegation, by)))
      throw new DelegationProblem('not-found');
    if (delegation.endedAt !== null) return { delegation, ended: false };
    if (delegation.until < (await todayOf(tx, institution, now))) throw new DelegationProblem('delegation-over');
    const [endedAt, endedBy] = [now.toISOString(), by?.person ?? null];
    await execute(tx, 'UPDATE delegations SET ended_at = ?, ended_by = ? WHERE id = ?', [endedAt, endedBy, id]);
    return { delegation: { ...delegation, endedAt, endedBy }, ended: true };
  });

async function mayEnd(
  tx: Tx,
  institution: InstitutionId,
  { lender, person, role, unit }: Delegation,
  by: Person | null,
): Promise<boolean> {
  if (by === null || by.person === lender || by.person === person) return true;
  const all = await select<{ unit: UnitId; parent: UnitId | null }>(
    tx,
    'SELECT id AS unit, parent FROM units WHERE institution = ?',
    [institution],
  );
  // Whoever administers the whole may end all, also where the lender no longer has the role.
  const roots = all.filter(({ parent }) => parent === null).map((one) => one.unit);
  if (administers(by, roots)) return true;
  if (unit !== null) return administers(by, [unit]);
  const granted = await select<{ unit: UnitId }>(
    tx,
    'SELECT unit FROM grants WHERE person = ? AND institution = ? AND role = ?',
    [lender, institution, role],
  );
  return administers(
    by,
    granted.map((one) => one.unit),
  );
}
