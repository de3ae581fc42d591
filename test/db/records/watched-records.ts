import { randomKey } from '../../../db/crypto.ts';
import { makeKeys } from '../../../db/keys.ts';
import { checkRecords } from '../../../db/records/check/check.ts';
import type { Which } from '../../../db/records/check/files.ts';
import type { RecordsProblem } from '../../../db/records/check/problem.ts';
import { rebuildRecords } from '../../../db/records/rebuild.ts';
import { readMobility } from '../../../db/records/read.ts';
import { execute, select, selectOne } from '../../../db/sql.ts';
import type { TestDatabase } from '../../support/database.ts';
import { bornFile, type RecordedFile } from '../../support/recorded.ts';
import { addPaper, fillDetails } from '../../support/travel.ts';

/** The records of one suite, with a mobility that is born before each test, and what finds and mends faults in them. */
export function watchedRecords(database: TestDatabase) {
  const master = randomKey();
  const keys = makeKeys(master);
  const db = () => database.db();
  let file: RecordedFile | undefined;
  let reference = '';

  const check = async (which: Which = { references: [reference] }): Promise<RecordsProblem[]> => {
    const found: RecordsProblem[] = [];
    await checkRecords(db(), keys, which, { problem: (one) => found.push(one) });
    return found;
  };
  const codes = async (which?: Which): Promise<string[]> => [
    ...new Set((await check(which)).map(({ code, table }) => `${table} ${code}`)),
  ];
  const rebuild = async (which: Which = { references: [reference] }) => {
    const mended: string[] = [];
    const left: string[] = [];
    const done = await rebuildRecords(db(), keys, which, {
      mended: ({ code }) => mended.push(code),
      problem: ({ code }) => left.push(code),
    });
    return { ...done, mended: [...new Set(mended)], left: [...new Set(left)] };
  };
  /** Everything that is derived, as it stands. */
  const derived = async () => ({
    head: await selectOne(
      db(),
      'SELECT institution, person, rev, hash, status, updated_at, snapshot_rev FROM heads WHERE reference = ?',
      [reference],
    ),
    state: (await readMobility(db(), keys, reference))?.state,
    mobility: await select(db(), 'SELECT * FROM mobilities WHERE reference = ?', [reference]),
    units: await select(db(), 'SELECT * FROM file_units WHERE reference = ? ORDER BY unit', [reference]),
    tasks: await select(db(), 'SELECT * FROM tasks WHERE reference = ? ORDER BY task, item, holder_no', [reference]),
    outbox: await select(db(), 'SELECT id, seq, n, channel, kind, status FROM outbox WHERE reference = ? ORDER BY id', [
      reference,
    ]),
    hashes: await select(db(), 'SELECT seq, payload_hash FROM events WHERE reference = ? ORDER BY seq', [reference]),
    counters: await select(db(), 'SELECT * FROM counters WHERE n <> 0 ORDER BY unit, procedure_id, status'),
  });

  beforeEach(async () => {
    file = await bornFile(db(), keys);
    ({ reference } = file);
    await fillDetails(file);
    await addPaper(file, 'passport');
  });

  /** Takes a broken file out, so that the others can be looked at together. */
  async function forget(broken: string): Promise<void> {
    for (const table of ['heads', 'events', 'mobilities', 'file_units', 'tasks', 'outbox'])
      await execute(db(), `DELETE FROM ${table} WHERE reference = ?`, [broken]);
    await rebuild({});
  }

  return {
    master,
    keys,
    db,
    /** Of the mobility of this test. */
    get file(): RecordedFile {
      if (file === undefined) throw new Error('There is a file within a test only.');
      return file;
    },
    get reference(): string {
      return reference;
    },
    check,
    codes,
    rebuild,
    derived,
    forget,
  };
}
