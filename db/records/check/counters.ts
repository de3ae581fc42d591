import type { Db } from '../../connect.ts';
import { select } from '../../sql.ts';
import { problem, type RecordsProblem } from './problem.ts';

/**
 * Compares the counters with a count of the mobilities. One statement reads both, so that what people commit meanwhile
 * is in both or in neither.
 */
export async function counterProblems(db: Db, institution?: string): Promise<RecordsProblem[]> {
  const where = institution === undefined ? '' : 'WHERE institution = ?';
  const rows = await select<{
    institution: string;
    unit: string | null;
    procedure_id: string;
    status: string;
    excess: number | string;
  }>(
    db,
    `SELECT institution, unit, procedure_id, status, SUM(n) AS excess FROM (
       SELECT institution, unit, procedure_id, status, n FROM counters ${where}
       UNION ALL
       SELECT institution, unit, procedure_id, COALESCE(outcome, status), -1 FROM mobilities ${where}
     ) both_sides GROUP BY institution, unit, procedure_id, status HAVING SUM(n) <> 0`,
    institution === undefined ? [] : [institution, institution],
  );
  return rows.map(({ unit, procedure_id, status, excess, ...row }) => {
    const which = `${row.institution}, unit ${unit ?? 'none'}, ${procedure_id}, ${status}`;
    const n = Math.abs(Number(excess));
    return problem(
      null,
      'counter-wrong',
      'counters',
      `${which}: ${String(n)} too ${Number(excess) > 0 ? 'many' : 'few'}.`,
    );
  });
}
