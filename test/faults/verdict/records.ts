import { inTransaction } from '../../../db/connect.ts';
import { decryptJson } from '../../../db/crypto.ts';
import { eventHash, GENESIS, payloadHash, type EventBody } from '../../../db/records/chain.ts';
import { headRow, stateAt } from '../../../db/records/head.ts';
import { LIST_TABLES, projectAgain, unproject } from '../../../db/records/project.ts';
import { readHistory } from '../../../db/records/read.ts';
import { executeAll, select } from '../../../db/sql.ts';
import { canonical } from '../../../domain/hash.ts';
import { replay } from '../../../domain/mobility/evolve.ts';
import type { Evidence, Fault } from '../verdict.ts';

interface EventRow {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly prev_hash: string;
  readonly hash: string;
  readonly payload_hash: string | null;
  readonly body: Buffer;
}

const wrong = (what: string): Fault => ({ kind: 'contradicted', what });

/** Events without a gap, a whole chain, and everything derived from them as they say. */
export async function judgeRecords(on: Pick<Evidence, 'db' | 'keys'>, reference: string): Promise<Fault[]> {
  const { db, keys } = on;
  const head = await headRow(db, reference);
  if (head === null) return [wrong(`${reference} has no head`)];
  const key = await keys.existingKey(db, reference);
  const faults: Fault[] = [];
  const rows = await select<EventRow>(
    db,
    'SELECT seq, type, at, prev_hash, hash, payload_hash, body FROM events WHERE reference = ? ORDER BY seq',
    [reference],
  );
  let previous = GENESIS;
  for (const [n, row] of rows.entries()) {
    if (row.seq !== n + 1) faults.push(wrong(`${reference}: event ${String(n + 1)} is ${String(row.seq)}`));
    // Sealed by us with an authenticated key.
    const body = decryptJson(key, `event:${reference}:${String(row.seq)}`, row.body) as EventBody;
    const payload = payloadHash(body);
    if (row.prev_hash !== previous || row.payload_hash !== payload)
      faults.push(wrong(`${reference}: the chain breaks before event ${String(row.seq)}`));
    previous = row.hash;
    if (row.hash !== eventHash(row.prev_hash, row.seq, row.type, row.at, payload))
      faults.push(wrong(`${reference}: event ${String(row.seq)} is not the one that was chained`));
  }
  if (head.rev !== rows.length || head.hash !== previous)
    faults.push(wrong(`${reference}: the head is not its last event`));
  const state = replay(await readHistory(db, keys, reference, { limit: 10_000 }));
  if (state === null) return [...faults, { kind: 'lost', what: `${reference} was never born` }];
  const snapshot = await stateAt(db, key, reference, head);
  if (canonical(snapshot) !== canonical(state))
    faults.push(wrong(`${reference}: the snapshot is not the replayed state`));
  if (!(await rowsAreRight(on, reference, state)))
    faults.push(wrong(`${reference}: a derived row is not what it would be`));
  return faults;
}

class Undone extends Error {}

/** Makes the derived rows anew, compares, and undoes that. */
async function rowsAreRight(
  { db }: Pick<Evidence, 'db'>,
  reference: string,
  state: NonNullable<ReturnType<typeof replay>>,
): Promise<boolean> {
  let same = true;
  try {
    await inTransaction(db, async (tx) => {
      const read = (): Promise<object[][]> =>
        Promise.all(LIST_TABLES.map((t) => select(tx, `SELECT * FROM ${t} WHERE reference = ?`, [reference])));
      const before = await read();
      await executeAll(tx, [...unproject(reference), ...projectAgain(tx, state)]);
      same = canonical(sorted(before)) === canonical(sorted(await read()));
      throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  return same;
}

const sorted = (tables: object[][]): string[][] => tables.map((rows) => rows.map((row) => canonical(row)).sort());

interface Counted {
  readonly n: number | string;
}

/** The counters are what one counts. */
export async function judgeCounters({ db }: Evidence): Promise<Fault[]> {
  const counted = await select<Counted>(
    db,
    `SELECT institution, unit, procedure_id, COALESCE(outcome, status) AS status, COUNT(*) AS n FROM mobilities
     GROUP BY institution, unit, procedure_id, COALESCE(outcome, status)`,
  );
  const kept = await select<Counted>(
    db,
    'SELECT institution, unit, procedure_id, status, n FROM counters WHERE n <> 0',
  );
  const text = (rows: readonly Counted[]): string =>
    canonical(rows.map((row) => canonical({ ...row, n: Number(row.n) })).sort());
  return text(counted) === text(kept) ? [] : [wrong(`the counters say ${text(kept)}, and there are ${text(counted)}`)];
}
