import type { Sight } from '../../domain/authority/sight.ts';
import type { Reference } from '../../domain/ids.ts';
import type { Db } from '../connect.ts';
import { select } from '../sql.ts';

/**
 * What decides who may see a file, from derived rows; null when there is no such file. One query, which does the same
 * work for a file that is there and for one that is not, so that its time tells nothing.
 */
export async function readSight(db: Db, reference: Reference): Promise<Sight | null> {
  const rows = await select<{ what: 'file' | 'unit' | 'waits'; a: string; b: string }>(
    db,
    `SELECT 'file' AS what, institution AS a, person AS b FROM heads WHERE reference = ?
     UNION ALL SELECT 'unit', unit, '' FROM file_units WHERE reference = ?
     UNION ALL SELECT 'waits', role, unit FROM tasks WHERE reference = ? AND holder_kind IN ('role', 'member')`,
    [reference, reference, reference],
  );
  const file = rows.find(({ what }) => what === 'file');
  if (file === undefined) return null;
  return {
    reference,
    institution: file.a,
    person: file.b,
    units: rows.filter(({ what }) => what === 'unit').map(({ a }) => a),
    waiting: rows.filter(({ what }) => what === 'waits').map(({ a, b }) => ({ role: a, unit: b })),
  };
}
