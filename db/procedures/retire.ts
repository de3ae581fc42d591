import type { InstitutionId, PersonId, ProcedureId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time/civil.ts';
import { inTransaction, type Db, type Tx } from '../connect.ts';
import { forUpdate, insert, select, selectOne } from '../sql.ts';
import type { DraftPlace } from './drafts.ts';

/** Since when a procedure takes no nominations, by whom and why. */
export interface Retirement {
  readonly at: Instant;
  readonly by: PersonId | null;
  readonly reason: string;
}

interface Row {
  readonly id: ProcedureId;
  readonly no: number;
  readonly retired: number;
  readonly at: string;
  readonly by_person: string | null;
  readonly reason: string;
}

const columns = 'r.id, r.no, r.retired, r.at, r.by_person, r.reason';

/** The procedures of an institution that are retired now. */
export async function retirements(
  on: Db | Tx,
  institution: InstitutionId,
): Promise<ReadonlyMap<ProcedureId, Retirement>> {
  const rows = await select<Row>(
    on,
    `SELECT ${columns} FROM procedure_retirements r WHERE r.institution = ? AND r.no =
       (SELECT MAX(n.no) FROM procedure_retirements n WHERE n.institution = r.institution AND n.id = r.id)`,
    [institution],
  );
  return new Map(rows.flatMap((row) => (row.retired === 1 ? [[row.id, shown(row)] as const] : [])));
}

/** How a procedure is retired; null when it is not. */
export async function retirementOf(on: Db | Tx, place: DraftPlace): Promise<Retirement | null> {
  const row = await lastOf(on, place, '');
  return row?.retired === 1 ? shown(row) : null;
}

/**
 * Retires a procedure, or takes it into use again.
 * @returns false when it was so already, and nothing was written
 */
export const setRetired = (
  db: Db,
  place: DraftPlace,
  { retired, ...how }: Retirement & { readonly retired: boolean },
): Promise<boolean> =>
  inTransaction(db, async (tx) => {
    await selectOne(tx, `SELECT id FROM institutions WHERE id = ?${forUpdate(tx)}`, [place.institution]);
    const last = await lastOf(tx, place, forUpdate(tx));
    if ((last?.retired === 1) === retired) return false;
    await insert(tx, 'procedure_retirements', {
      ...place,
      no: (last?.no ?? 0) + 1,
      retired: retired ? 1 : 0,
      at: how.at,
      by_person: how.by,
      reason: how.reason,
    });
    return true;
  });

const lastOf = (on: Db | Tx, { institution, id }: DraftPlace, lock: string): Promise<Row | null> =>
  selectOne<Row>(
    on,
    `SELECT ${columns} FROM procedure_retirements r WHERE r.institution = ? AND r.id = ? ORDER BY r.no DESC LIMIT 1${lock}`,
    [institution, id],
  );

const shown = ({ at, by_person, reason }: Row): Retirement => ({ at, by: by_person, reason });
