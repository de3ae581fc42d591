import type { InstitutionId, ProcedureId, UnitId } from '../../domain/ids.ts';
import type { Db } from '../connect.ts';
import { select } from '../sql.ts';
import type { Param } from '../statements.ts';

/** How many files of a procedure there are of a status: `open`, or how they ended. */
export interface Count {
  readonly procedure: ProcedureId;
  readonly status: string;
  readonly n: number;
}

/**
 * How many files there are, from the counters that every commit keeps: it takes as long for a million as for ten.
 * @param units the units whose files are counted; null for all of the institution
 */
export async function counts(
  db: Db,
  { institution, units }: { readonly institution: InstitutionId; readonly units: readonly UnitId[] | null },
): Promise<Count[]> {
  const params: Param[] = units === null ? [institution] : [institution, units];
  const rows = await select<{ procedure_id: string; status: string; n: number | string }>(
    db,
    `SELECT procedure_id, status, SUM(n) AS n FROM counters WHERE institution = ?${units === null ? '' : ' AND unit IN (?)'}
      GROUP BY procedure_id, status HAVING SUM(n) > 0 ORDER BY procedure_id, status`,
    params,
  );
  // MySQL gives a sum as a text, since it may be larger than a number can be.
  return rows.map(({ procedure_id, status, n }) => ({ procedure: procedure_id, status, n: Number(n) }));
}
