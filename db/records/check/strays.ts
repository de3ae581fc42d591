import type { Reference } from '../../../domain/ids.ts';
import type { Db } from '../../connect.ts';
import { select, selectOne } from '../../sql.ts';
import { problem, type RecordsCode, type RecordsProblem } from './problem.ts';

const TABLES = [
  ['events', 'event-extra'],
  ['mobilities', 'mobility-extra'],
  ['file_units', 'unit-extra'],
  ['tasks', 'task-extra'],
  ['outbox', 'outbox-extra'],
] as const satisfies readonly (readonly [string, RecordsCode])[];

/** A stretch of keys whose heads were read: those between two of them belong to no mobility. */
export interface Stretch {
  readonly after: Reference;
  /** Undefined: to the end. */
  readonly upTo?: Reference;
  readonly heads: readonly Reference[];
}

/** Rows of mobilities that there are not. */
export async function strays(db: Db, { after, upTo, heads }: Stretch): Promise<RecordsProblem[]> {
  const found: RecordsProblem[] = [];
  for (const [table, code] of TABLES) {
    const rows = await select<{ reference: string }>(
      db,
      `SELECT DISTINCT reference FROM ${table} WHERE reference > ?${upTo === undefined ? '' : ' AND reference <= ?'}
       AND reference NOT IN (?)`,
      [after, ...(upTo === undefined ? [] : [upTo]), heads],
    );
    for (const { reference } of rows)
      // It may have been nominated since.
      if ((await selectOne(db, 'SELECT 1 AS there FROM heads WHERE reference = ?', [reference])) === null)
        found.push(problem(reference, code, table, 'There is no such mobility, and there are rows of it.'));
  }
  return found;
}
