import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { inTransaction } from '../../../db/connect.ts';
import { randomKey } from '../../../db/crypto.ts';
import { makeKeys } from '../../../db/keys.ts';
import { checkRecords } from '../../../db/records/check/check.ts';
import type { Which } from '../../../db/records/check/files.ts';
import type { RecordsProblem } from '../../../db/records/check/problem.ts';
import { rebuildRecords } from '../../../db/records/rebuild.ts';
import { readMobility } from '../../../db/records/read.ts';
import { execute, insert, select, selectOne } from '../../../db/sql.ts';
import { smile } from '../../cli/run.ts';
import { forEachDatabase } from '../../support/database.ts';
import { inDays } from '../../support/live-file.ts';
import { officer, student } from '../../support/mobility.ts';
import { bornFile, nominatedFile, type RecordedFile } from '../../support/recorded.ts';
import { addPaper, fillDetails, travel } from '../../support/travel.ts';

const ROUNDS = 3;

describe('checking and rebuilding the records', function () {
  this.timeout(120_000);

  forEachDatabase((_kind, database) => {
    const master = randomKey();
    const keys = makeKeys(master);
    const db = () => database.db();
    let file: RecordedFile;
    let reference: string;

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
      outbox: await select(
        db(),
        'SELECT id, seq, n, channel, kind, status FROM outbox WHERE reference = ? ORDER BY id',
        [reference],
      ),
      hashes: await select(db(), 'SELECT seq, payload_hash FROM events WHERE reference = ? ORDER BY seq', [reference]),
      counters: await select(db(), 'SELECT * FROM counters WHERE n <> 0 ORDER BY unit, procedure_id, status'),
    });

    beforeEach(async () => {
      file = await bornFile(db(), keys);
      ({ reference } = file);
      await fillDetails(file);
      await addPaper(file, 'passport');
    });

    it('finds nothing wrong with files in every stage', async () => {
      await nominatedFile(db(), keys);
      await travel(await bornFile(db(), keys));
      const withdrawn = await bornFile(db(), keys);
      await withdrawn.accepted(student, { type: 'withdraw', reason: 'Other plans' });
      expect(await check({})).to.deep.equal([]);
      expect(await check({ institution: 'caen' })).to.deep.equal([]);
      expect(await rebuild({})).to.deep.include({ rebuilt: 0, mended: [], left: [] });
    });

    const columns: Readonly<Record<string, string | number | null>> = {
      institution: 'elsewhere',
      procedure_id: 'other',
      procedure_version: 9,
      person: 'nobody',
      given: 'Wrong',
      family: 'Wrong',
      name_folded: 'wrong',
      home_name: null,
      home_country: 'ZZ',
      unit: 'wrong',
      status: 'closed',
      stage: 'wrong',
      stay_start: '1999-01-01',
      stay_end: null,
      opened_at: '1999-01-01T00:00:00.000Z',
      updated_at: '1999-01-01T00:00:00.000Z',
      closed_at: '1999-01-01T00:00:00.000Z',
      outcome: 'lapsed',
      next_due: null,
      incidents: 7,
      rev: 1,
    };
    const taskColumns: Readonly<Record<string, string | number | null>> = {
      institution: 'elsewhere',
      kind: 'wrong',
      what: 'wrong',
      holder_kind: 'role',
      person: null,
      role: 'wrong',
      unit: 'wrong',
      since: '1999-01-01T00:00:00.000Z',
      due_at: '1999-01-01T00:00:00.000Z',
      status: 'wrong',
    };
    const headColumns: Readonly<Record<string, string | number>> = {
      institution: 'elsewhere',
      person: 'nobody',
      status: 'closed',
      updated_at: '1999-01-01T00:00:00.000Z',
      snapshot_rev: 1,
    };
    const wrong: readonly (readonly [table: string, code: string, columns: typeof columns, where: string])[] = [
      ['mobilities', 'mobility-wrong', columns, ''],
      ['tasks', 'task-wrong', taskColumns, " AND task = 'papers' AND item = 'transcript'"],
      ['heads', 'head-column-wrong', headColumns, ''],
      [
        'outbox',
        'outbox-wrong',
        { status: 'pending', channel: 'partners', kind: 'x', n: 77 },
        " AND channel = 'documents'",
      ],
    ];
    for (const [table, code, wrongs, where] of wrong)
      it(`finds each wrong column of ${table}, and makes it right`, async () => {
        const before = await derived();
        for (const [column, value] of Object.entries(wrongs)) {
          const changed = await execute(db(), `UPDATE ${table} SET ${column} = ? WHERE reference = ?${where}`, [
            value,
            reference,
          ]);
          expect(changed, column).to.equal(1);
          const problems = await check();
          expect(
            problems.map((one) => one.code),
            column,
          ).to.deep.equal([code]);
          expect(problems[0]?.message).to.include(column);
          expect(await rebuild(), column).to.deep.include({ rebuilt: 1, left: [] });
          expect(await derived(), column).to.deep.equal(before);
        }
        expect(await check({ institution: 'caen' })).to.deep.equal([]);
      });

    const acts: readonly (readonly [what: string, code: string, sql: string])[] = [
      ['a missing row of mobilities', 'mobilities mobility-missing', 'DELETE FROM mobilities WHERE reference = ?'],
      ['a missing row of tasks', 'tasks task-missing', "DELETE FROM tasks WHERE reference = ? AND item = 'transcript'"],
      [
        'a row of tasks too many',
        'tasks task-extra',
        `INSERT INTO tasks (reference, task, item, holder_no, institution, kind, what, holder_kind, since, status)
         VALUES (?, 'papers', 'other', 0, 'caen', 'documents', 'x', 'person', '2026', 'open')`,
      ],
      ['a missing unit', 'file_units unit-missing', 'DELETE FROM file_units WHERE reference = ?'],
      [
        'a unit too many',
        'file_units unit-extra',
        "INSERT INTO file_units (reference, unit, institution, status, updated_at) VALUES (?, 'languages', 'caen', 'open', '2026')",
      ],
      ...(['institution', 'status', 'updated_at'] as const).map((column): [string, string, string] => [
        `a wrong ${column} of a unit`,
        'file_units unit-wrong',
        `UPDATE file_units SET ${column} = 'x' WHERE reference = ? AND unit = 'university'`,
      ]),
      ['a missing snapshot', 'heads snapshot-missing', 'UPDATE heads SET snapshot = NULL WHERE reference = ?'],
      [
        'a snapshot that cannot be read',
        'heads snapshot-wrong',
        'UPDATE heads SET snapshot = birth WHERE reference = ?',
      ],
      [
        'missing hashes of payloads',
        'events payload-hash-missing',
        'UPDATE events SET payload_hash = NULL WHERE reference = ? AND seq > 2',
      ],
    ];
    for (const [what, code, sql] of acts)
      it(`finds ${what}, and makes it right`, async () => {
        const before = await derived();
        await execute(db(), sql, [reference]);
        expect(await codes()).to.deep.equal([code]);
        expect(await rebuild()).to.deep.include({ rebuilt: 1, left: [] });
        expect(await derived()).to.deep.equal(before);
        expect(await check()).to.deep.equal([]);
      });

    it('finds a snapshot of an older state, and makes it right', async () => {
      const before = await derived();
      const old = await selectOne<{ snapshot: Buffer }>(db(), 'SELECT snapshot FROM heads WHERE reference = ?', [
        reference,
      ]);
      await file.accepted(officer, { type: 'change-stay', start: inDays(-120), end: inDays(9), reason: 'Later' });
      await execute(db(), 'UPDATE heads SET snapshot = ? WHERE reference = ?', [old?.snapshot ?? null, reference]);
      expect(await codes()).to.deep.equal(['heads snapshot-wrong']);
      await rebuild();
      expect((await derived()).state?.stay.end).to.equal(inDays(9));
      expect(before.state?.stay.end).to.equal(inDays(0));
      expect(await check()).to.deep.equal([]);
    });

    it('finds rows of a file that was not born yet, and takes them away', async () => {
      const unborn = await nominatedFile(db(), keys);
      await execute(db(), 'UPDATE mobilities SET reference = ? WHERE reference = ?', [unborn.reference, reference]);
      await execute(db(), "UPDATE heads SET status = 'open', person = 'nobody' WHERE reference = ?", [
        unborn.reference,
      ]);
      const which = { references: [unborn.reference, reference] };
      expect(await codes(which)).to.have.members([
        'heads head-column-wrong',
        'mobilities mobility-extra',
        'mobilities mobility-missing',
      ]);
      expect(await rebuild(which)).to.deep.include({ rebuilt: 2, left: [] });
      expect(await check(which)).to.deep.equal([]);
    });

    it('finds rows of mobilities that there are not: derived ones go, others are told', async () => {
      const gone = 'CAEN-2026-00000A';
      for (const table of ['mobilities', 'file_units', 'tasks', 'outbox', 'events']) {
        const [row] = await select<Record<string, string | number | null>>(
          db(),
          `SELECT * FROM ${table} WHERE reference = ? LIMIT 1`,
          [reference],
        );
        await insert(db(), table, { ...row, reference: gone, ...(table === 'outbox' ? { id: `${gone}/1/1` } : {}) });
      }
      const found = (await check({})).filter((one) => one.reference === gone).map(({ code }) => code);
      expect(found).to.have.members(['mobility-extra', 'unit-extra', 'task-extra', 'outbox-extra', 'event-extra']);
      const rebuilt = await rebuild({});
      expect(rebuilt.mended).to.include.members(['mobility-extra', 'unit-extra', 'task-extra']);
      expect(rebuilt.left).to.have.members(['outbox-extra', 'event-extra']);
      for (const table of ['outbox', 'events']) await execute(db(), `DELETE FROM ${table} WHERE reference = ?`, [gone]);
      expect(await check({})).to.deep.equal([]);
    });

    it('tells what is lost of the outbox, and what nobody asked for', async () => {
      await execute(db(), "DELETE FROM outbox WHERE reference = ? AND channel = 'documents'", [reference]);
      expect(await codes()).to.deep.equal(['outbox outbox-missing']);
      expect(await rebuild()).to.deep.include({ rebuilt: 0, left: ['outbox-missing'] });
      await execute(db(), 'UPDATE outbox SET id = ? WHERE reference = ? AND seq = 1 AND n = 1', [
        `${reference}/900/1`,
        reference,
      ]);
      expect(await codes()).to.have.members(['outbox outbox-missing', 'outbox outbox-extra']);
      await forget(reference);
    });

    const breaks: readonly (readonly [what: string, code: string, sql: string])[] = [
      ['a changed body', 'payload-unreadable', 'UPDATE events SET body = ? WHERE reference = ? AND seq = 3'],
      ['a changed hash', 'hash-wrong', 'UPDATE events SET hash = ? WHERE reference = ? AND seq = 3'],
      ['a changed link', 'link-broken', 'UPDATE events SET prev_hash = ? WHERE reference = ? AND seq = 3'],
      [
        'a changed hash of the payload',
        'payload-wrong',
        'UPDATE events SET payload_hash = ? WHERE reference = ? AND seq = 3',
      ],
      [
        'a changed time',
        'hash-wrong',
        "UPDATE events SET at = '2020', v = v + LENGTH(?) * 0 WHERE reference = ? AND seq = 3",
      ],
      [
        'a changed type',
        'hash-wrong',
        "UPDATE events SET type = 'x', v = v + LENGTH(?) * 0 WHERE reference = ? AND seq = 3",
      ],
      ['a missing event', 'event-missing', 'DELETE FROM events WHERE ? <> 1 AND reference = ? AND seq = 3'],
      ['a missing last event', 'head-wrong', 'UPDATE heads SET hash = ?, rev = rev + 1 WHERE reference = ?'],
      ['another head', 'head-wrong', 'UPDATE heads SET hash = ? WHERE reference = ?'],
      ['an older head', 'head-wrong', 'UPDATE heads SET rev = rev - 1 WHERE ? <> 1 AND reference = ?'],
    ];
    for (const [what, code, sql] of breaks)
      it(`tells of ${what} in the chain, and leaves the file as it is`, async () => {
        await execute(db(), 'UPDATE mobilities SET unit = ? WHERE reference = ?', ['wrong', reference]);
        await execute(db(), sql, ['f'.repeat(64), reference]);
        const found = await check();
        expect(found.map((one) => one.code)).to.include(code);
        expect(found.every(({ hint }) => hint.startsWith('Events are never changed'))).to.equal(true);
        const events = await select(db(), 'SELECT * FROM events WHERE reference = ?', [reference]);
        const { rebuilt, left } = await rebuild();
        expect({ rebuilt, code: left.includes(code) }).to.deep.equal({ rebuilt: 0, code: true });
        expect(await select(db(), 'SELECT * FROM events WHERE reference = ?', [reference])).to.deep.equal(events);
        await forget(reference);
      });

    it('tells of swapped events', async () => {
      for (const [from, to] of [
        [3, 1003],
        [4, 3],
        [1003, 4],
      ])
        await execute(db(), 'UPDATE events SET seq = ? WHERE reference = ? AND seq = ?', [
          to ?? 0,
          reference,
          from ?? 0,
        ]);
      expect((await check()).map(({ code }) => code)).to.include.members([
        'link-broken',
        'hash-wrong',
        'payload-unreadable',
      ]);
      expect((await rebuild()).rebuilt).to.equal(0);
      await forget(reference);
    });

    it('verifies the chain alone of a file whose key is destroyed', async () => {
      await execute(db(), 'DELETE FROM data_keys WHERE reference = ?', [reference]);
      const counts = await checkRecords(
        db(),
        keys,
        { references: [reference] },
        {
          problem: (one) => {
            throw new Error(one.code);
          },
        },
      );
      expect(counts).to.deep.equal({ checked: 1, erased: 1 });
      expect(await rebuild()).to.deep.include({ rebuilt: 0, left: [] });
      await execute(db(), 'UPDATE events SET hash = ? WHERE reference = ? AND seq = 3', ['f'.repeat(64), reference]);
      expect((await check()).map(({ code }) => code)).to.include('hash-wrong');
      await forget(reference);
    });

    it('tells of a key that another master key wrapped', async () => {
      const other = makeKeys(randomKey());
      const found: string[] = [];
      await checkRecords(db(), other, { references: [reference] }, { problem: ({ code }) => found.push(code) });
      expect(found).to.deep.equal(['key-unreadable']);
    });

    it('tells of a reference that there is not', async () => {
      expect(await codes({ references: ['CAEN-2026-999999'] })).to.deep.equal(['heads head-missing']);
    });

    it('finds counters that are wrong, missing or too many, and counts again', async () => {
      const before = await derived();
      await execute(db(), "UPDATE counters SET n = n + 3 WHERE unit = 'university' AND status = 'open'");
      await execute(db(), "DELETE FROM counters WHERE status = 'withdrawn'");
      await insert(db(), 'counters', { institution: 'caen', unit: 'x', procedure_id: 'y', status: 'open', n: 4 });
      const found = (await check({})).map(({ code, message }) => `${code} ${message}`);
      expect(found).to.have.members([
        'counter-wrong caen, unit university, erasmus-study, open: 3 too many.',
        'counter-wrong caen, unit university, erasmus-study, withdrawn: 1 too few.',
        'counter-wrong caen, unit x, y, open: 4 too many.',
      ]);
      expect((await rebuild({})).mended).to.deep.equal(['counter-wrong']);
      expect((await derived()).counters).to.deep.equal(before.counters);
      expect(await check({})).to.deep.equal([]);
    });

    /** Takes a broken file out, so that the others can be looked at together. */
    async function forget(broken: string): Promise<void> {
      for (const table of ['heads', 'events', 'mobilities', 'file_units', 'tasks', 'outbox'])
        await execute(db(), `DELETE FROM ${table} WHERE reference = ?`, [broken]);
      await rebuild({});
    }

    describe('while people work', () => {
      it('tells of nothing that is not there, mends what is, and counts exactly', async () => {
        // Processes of their own, as an operator starts them.
        const env = {
          DATABASE_URL: database.url(),
          SMILE_MASTER_KEY: master.bytes.toString('base64'),
          TEMPORAL_ADDRESS: '127.0.0.1:1',
        };
        const run = async (verb: string): Promise<unknown> => {
          const { stdout, stderr } = await smile(['records', verb, '--json'], env);
          expect(stderr).to.equal('');
          return JSON.parse(stdout) as unknown;
        };
        let working = true;
        let acts = 0;
        const files: RecordedFile[] = [];
        for (let n = 0; n < 8; n += 1) files.push(await bornFile(db(), keys));
        const work = async (one: RecordedFile, n: number): Promise<void> => {
          for (let round = 0; working; round += 1) {
            const end = inDays(1 + (round % 300));
            await one.accepted(officer, { type: 'change-stay', start: inDays(-120), end, reason: 'Longer' });
            acts += 1;
            if (n % 2 === 0) {
              await one.accepted(student, { type: 'withdraw', reason: 'Ill' });
              await one.accepted(officer, { type: 'reopen', reason: 'Well' });
              acts += 2;
            }
            await sleep(20);
          }
        };
        const births = async (): Promise<void> => {
          while (working) {
            await bornFile(db(), keys);
            await sleep(200);
          }
        };
        const workers = [...files.map(work), births()];
        try {
          for (let round = 0; round < ROUNDS; round += 1) {
            expect(await run('check')).to.deep.include({ ok: true, problems: [] });
            await inTransaction(db(), async (tx) => {
              await execute(tx, 'DELETE FROM tasks WHERE reference = ?', [files[round]?.reference ?? '']);
              await execute(tx, 'UPDATE counters SET n = n + 5');
              await execute(tx, "DELETE FROM counters WHERE status <> 'open'");
            });
            const rebuilt = await Promise.all([run('rebuild'), run('rebuild')]);
            for (const one of rebuilt) expect(one).to.deep.include({ ok: true, problems: [] });
          }
        } finally {
          working = false;
          await Promise.all(workers);
        }
        expect(acts).to.be.greaterThan(20);
        expect(await check({})).to.deep.equal([]);
      });
    });
  });
});
