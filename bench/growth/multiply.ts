import type { Db } from '../../db/connect.ts';
import { execute, insert, select } from '../../db/sql.ts';
import { MORE_UNITS } from '../system/institution.ts';

/** One file in so many is open. */
const OPEN_ONE_IN = 50;

export const UNITS = ['sciences', 'languages', 'humanities', 'management', 'law', ...MORE_UNITS] as const;

const GIVEN = ['Ana', 'Bo', 'Chloé', 'Dana', 'Emil', 'Farah', 'Guo', 'Hana', 'Iker', 'Jana', 'Kofi', 'Lea', 'Mara'];
const FAMILY = ['Silva', 'Nowak', 'Costa', 'Meyer', 'Rossi', 'Lindt', 'Papas', 'Kovac', 'Jonas', 'Moreau', 'Okafor'];

/** Beside the sampled rows: which of them are open, and the names to give. */
export async function describeSamples(seed: Db): Promise<void> {
  await execute(seed, 'CREATE TABLE samples (is_open INT, n INT, reference VARCHAR(64), PRIMARY KEY (is_open, n))');
  for (const open of [1, 0]) {
    const rows = await select<{ reference: string }>(
      seed,
      `SELECT reference FROM mobilities WHERE status ${open === 1 ? '=' : '<>'} 'open' ORDER BY reference`,
    );
    if (rows.length < 20) throw new Error('The samples are too few.');
    await insert(
      seed,
      'samples',
      rows.map(({ reference }, n) => ({ is_open: open, n, reference })),
    );
  }
  await execute(
    seed,
    'CREATE TABLE names (n INT PRIMARY KEY, given VARCHAR(40), family VARCHAR(40), unit VARCHAR(64))',
  );
  const most = GIVEN.length * FAMILY.length * UNITS.length;
  await insert(
    seed,
    'names',
    Array.from({ length: most }, (_, n) => ({
      n,
      given: GIVEN[n % GIVEN.length] ?? '',
      family: `${FAMILY[n % FAMILY.length] ?? ''}${String(n % 97)}`,
      unit: UNITS[n % UNITS.length] ?? '',
    })),
  );
}

/**
 * Fills a database with so many files: each has the derived rows of a sample, under a reference, a person, a name, a
 * unit and dates of its own. Two in a hundred are open, and changed within the last half year; the others within five.
 */
export async function multiply(db: Db, seed: string, files: number): Promise<void> {
  const restore = [
    await withoutIndexes(db, 'mobilities'),
    await withoutIndexes(db, 'file_units'),
    await withoutIndexes(db, 'tasks'),
  ];
  await execute(db, 'CREATE TABLE files (i INT PRIMARY KEY, sample VARCHAR(64), name INT, age INT, open INT)');
  await execute(
    db,
    `INSERT INTO files SELECT q.i, s.reference, CRC32(CONCAT('name', q.i)) % (SELECT COUNT(*) FROM ${seed}.names),
        CRC32(CONCAT('age', q.i)) % IF(q.open = 1, 15768000, 157680000), q.open
      FROM (SELECT seq AS i, seq % ${String(OPEN_ONE_IN)} = 0 AS open FROM seq_1_to_${String(files)}) q
      JOIN ${seed}.samples s ON s.is_open = q.open AND s.n =
        CRC32(CONCAT('sample', q.i)) % (SELECT COUNT(*) FROM ${seed}.samples c WHERE c.is_open = q.open)`,
  );
  await execute(
    db,
    `INSERT INTO mobilities (reference, institution, procedure_id, procedure_version, person, given, family, name_folded,
        home_name, home_country, unit, status, stage, stay_start, stay_end, opened_at, updated_at, closed_at, outcome,
        next_due, incidents, rev)
      SELECT ${REFERENCE}, m.institution, m.procedure_id, m.procedure_version, CONCAT('person-', f.i), n.given, n.family,
        LOWER(CONCAT(n.family, ' ', n.given)), m.home_name, m.home_country, n.unit, m.status, m.stage, m.stay_start,
        m.stay_end, ${ago('f.age + 8640000')}, ${ago('f.age')}, IF(m.closed_at IS NULL, NULL, ${ago('f.age')}), m.outcome,
        IF(m.next_due IS NULL, NULL, ${ago('f.age - 15768000')}), m.incidents, m.rev
      FROM files f JOIN ${seed}.mobilities m ON m.reference = f.sample JOIN ${seed}.names n ON n.n = f.name ORDER BY f.i`,
  );
  // Whatever else a sample touches stands for the one unit that the file is given here.
  await execute(
    db,
    `INSERT INTO file_units (reference, unit, institution, status, updated_at)
      SELECT DISTINCT ${REFERENCE}, IF(u.unit = 'university', u.unit, n.unit), u.institution, u.status, ${ago('f.age')}
      FROM files f JOIN ${seed}.file_units u ON u.reference = f.sample JOIN ${seed}.names n ON n.n = f.name ORDER BY f.i`,
  );
  await execute(
    db,
    `INSERT INTO tasks (reference, task, item, holder_no, institution, kind, what, holder_kind, person, role, unit, since,
        due_at, status)
      SELECT ${REFERENCE}, t.task, t.item, t.holder_no, t.institution, t.kind, t.what, t.holder_kind,
        IF(t.person IS NULL, NULL, CONCAT('person-', f.i)), t.role, IF(t.unit IS NULL OR t.unit = 'university', t.unit, n.unit),
        ${ago('f.age')}, IF(t.due_at IS NULL, NULL, ${ago('f.age - 15768000')}), t.status
      FROM files f JOIN ${seed}.tasks t ON t.reference = f.sample JOIN ${seed}.names n ON n.n = f.name WHERE f.open = 1`,
  );
  for (const indexes of restore) await execute(db, indexes);
  await execute(
    db,
    `INSERT INTO counters (institution, unit, procedure_id, status, n)
      SELECT institution, unit, procedure_id, COALESCE(outcome, status), COUNT(*) FROM mobilities
      GROUP BY institution, unit, procedure_id, COALESCE(outcome, status)`,
  );
  await execute(db, 'DROP TABLE files');
  for (const table of ['mobilities', 'file_units', 'tasks', 'counters']) await select(db, `ANALYZE TABLE ${table}`);
}

const REFERENCE = "CONCAT('CAEN-', 2022 + f.i % 5, '-', LPAD(f.i, 7, '0'))";

/** An instant so many seconds before a fixed one. */
const ago = (seconds: string): string =>
  `CONCAT(DATE_FORMAT(DATE_SUB('2026-11-20 12:00:00', INTERVAL ${seconds} SECOND), '%Y-%m-%dT%H:%i:%s'), '.000Z')`;

/** Takes a table's other indexes away: sorted once at the end they are made in a tenth of the time. @returns what makes them */
async function withoutIndexes(db: Db, table: string): Promise<string> {
  const rows = await select<{ Key_name: string; Column_name: string }>(
    db,
    `SHOW INDEX FROM ${table} WHERE Key_name <> 'PRIMARY'`,
  );
  const byName = Object.entries(Object.groupBy(rows, (row) => row.Key_name)).map(
    ([name, columns = []]) => [name, columns.map((c) => c.Column_name).join(', ')] as const,
  );
  await execute(db, `ALTER TABLE ${table} ${byName.map(([name]) => `DROP INDEX ${name}`).join(', ')}`);
  return `ALTER TABLE ${table} ${byName.map(([name, columns]) => `ADD INDEX ${name} (${columns})`).join(', ')}`;
}
