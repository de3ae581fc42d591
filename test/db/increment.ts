import { connect, inTransaction } from '../../db/connect.ts';
import { execute, forUpdate, selectOne } from '../../db/sql.ts';

/** Started as a process of its own by tests: `increment.ts URL TIMES` adds one, so many times, each in a transaction. */
const [url = '', times = '0'] = process.argv.slice(2);
const db = await connect(url);
for (let turn = 0; turn < Number(times); turn += 1) {
  await inTransaction(db, async (tx) => {
    const row = await selectOne<{ n: number }>(tx, `SELECT n FROM tallies WHERE id = 1${forUpdate(tx)}`);
    await execute(tx, 'UPDATE tallies SET n = ? WHERE id = 1', [(row?.n ?? NaN) + 1]);
  });
}
await db.close();
