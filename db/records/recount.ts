import { inTransaction, type Db, type Tx } from '../connect.ts';
import { execute, forUpdate, insertIgnore, select } from '../sql.ts';
import { problem, type RecordsProblem } from './check/problem.ts';

interface Counter {
  readonly unit: string;
  readonly procedure_id: string;
  readonly status: string;
  readonly n: number;
}

/**
 * Counts mobilities again while people work, and puts the counters right. docs/decisions/0015 says why this is exact.
 * @param institutions all when not said
 * @returns what was wrong
 */
export async function recount(db: Db, institutions?: readonly string[]): Promise<RecordsProblem[]> {
  const found: RecordsProblem[] = [];
  for (const institution of institutions ?? (await allInstitutions(db)))
    found.push(...(await recountOne(db, institution)));
  return found;
}

const allInstitutions = async (db: Db): Promise<string[]> =>
  (
    await select<{ institution: string }>(
      db,
      'SELECT DISTINCT institution FROM mobilities UNION SELECT DISTINCT institution FROM counters',
    )
  ).map(({ institution }) => institution);

async function recountOne(db: Db, institution: string): Promise<RecordsProblem[]> {
  for (;;) {
    const { wrong, unlocked } = await inTransaction(db, (tx) => countUnderLocks(tx, institution));
    for (const { unit, procedure_id, status } of unlocked)
      await insertIgnore(db, 'counters', { institution, unit, procedure_id, status, n: 0 });
    if (unlocked.length === 0)
      return wrong.map(({ unit, procedure_id, status, n, was }) =>
        problem(
          null,
          'counter-wrong',
          'counters',
          `${institution}, unit ${unit}, ${procedure_id}, ${status}: ${String(was)} was counted, ${String(n)} are there.`,
        ),
      );
  }
}

interface Recounted {
  readonly wrong: readonly (Counter & { readonly was: number })[];
  /** Counters without a row yet: nothing was written, since nothing keeps others from writing theirs. */
  readonly unlocked: readonly Counter[];
}

async function countUnderLocks(tx: Tx, institution: string): Promise<Recounted> {
  // Who changes one of these counters has done so and committed, or waits until we have.
  const locked = await select<Counter>(
    tx,
    `SELECT unit, procedure_id, status, n FROM counters WHERE institution = ?${forUpdate(tx)}`,
    [institution],
  );
  // A new read view (READ COMMITTED): exactly the mobilities of those who have.
  const counted = await select<Counter>(
    tx,
    `SELECT unit, procedure_id, COALESCE(outcome, status) AS status, COUNT(*) AS n FROM mobilities
     WHERE institution = ? AND unit IS NOT NULL GROUP BY unit, procedure_id, COALESCE(outcome, status)`,
    [institution],
  );
  const rows = new Map(locked.map((row) => [keyOf(row), row]));
  const unlocked = counted.filter((row) => !rows.has(keyOf(row)));
  if (unlocked.length > 0) return { wrong: [], unlocked };
  const right = new Map(counted.map((row) => [keyOf(row), row.n]));
  const wrong = locked
    .map((row) => ({ ...row, n: right.get(keyOf(row)) ?? 0, was: row.n }))
    .filter(({ n, was }) => n !== was);
  for (const { unit, procedure_id, status, n } of wrong)
    await execute(
      tx,
      'UPDATE counters SET n = ? WHERE institution = ? AND unit = ? AND procedure_id = ? AND status = ?',
      [n, institution, unit, procedure_id, status],
    );
  return { wrong, unlocked: [] };
}

const keyOf = ({ unit, procedure_id, status }: Counter): string => JSON.stringify([unit, procedure_id, status]);
