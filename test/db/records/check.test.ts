import { expect } from 'chai';
import { execute, insert, select, selectOne } from '../../../db/sql.ts';
import { forEachDatabase } from '../../support/database.ts';
import { inDays } from '../../support/live-file.ts';
import { officer, student } from '../../support/mobility.ts';
import { bornFile, nominatedFile, type RecordedFile } from '../../support/recorded.ts';
import { travel } from '../../support/travel.ts';
import { watchedRecords } from './watched-records.ts';

describe('checking and rebuilding the records', function () {
  this.timeout(120_000);

  forEachDatabase((_kind, database) => {
    const records = watchedRecords(database);
    const { keys, db, check, codes, rebuild, derived, forget } = records;
    let file: RecordedFile;
    let reference: string;
    beforeEach(() => {
      ({ file, reference } = records);
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
  });
});
