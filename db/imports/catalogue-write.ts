import { wordsOf } from '../../domain/text/words.ts';
import type { Tx } from '../connect.ts';
import { execute, insert, upsert } from '../sql.ts';
import type { Row } from '../statements.ts';
import type { Owner, TablePlan } from './catalogue-plan.ts';
import type { CatalogueRow } from './catalogue-rows.ts';

const CODES_AT_ONCE = 500;
const LONGEST_WORD = 64;

/** Writes what was planned for one table, and the words by which its courses are found. */
export async function writeTable(tx: Tx, owner: Owner, { file, changes }: TablePlan, at: string): Promise<void> {
  const { table } = file.format;
  const whole = (row: CatalogueRow): Row => ({ ...owner, ...row, retired_at: null });
  await insert(tx, table, changes.added.map(whole));
  await upsert(tx, table, ['institution', 'source', 'code'], changes.changed.map(whole));
  for (const codes of batches(changes.retired))
    await execute(tx, `UPDATE ${table} SET retired_at = ? WHERE institution = ? AND source = ? AND code IN (?)`, [
      at,
      owner.institution,
      owner.source,
      codes,
    ]);
  if (table === 'catalogue_courses') await writeWords(tx, owner, changes);
  if (table === 'catalogue_programmes') await moveCourses(tx, owner, changes.changed);
}

async function writeWords(tx: Tx, owner: Owner, { added, changed, retired }: TablePlan['changes']): Promise<void> {
  const stale = [...changed.map(({ code }) => code), ...retired];
  for (const codes of batches(stale))
    await execute(tx, 'DELETE FROM catalogue_words WHERE institution = ? AND source = ? AND code IN (?)', [
      owner.institution,
      owner.source,
      codes,
    ]);
  const words = [...added, ...changed].flatMap(({ code, title }) =>
    [...new Set(wordsOf(String(title)).map((word) => word.slice(0, LONGEST_WORD)))].map((word) => ({
      ...owner,
      word,
      code,
    })),
  );
  await insert(tx, 'catalogue_words', words);
}

/** A course's faculty is that of its programme, also when only programmes are imported. */
async function moveCourses(tx: Tx, { institution, source }: Owner, programmes: readonly CatalogueRow[]): Promise<void> {
  for (const { code, faculty = null } of programmes)
    await execute(
      tx,
      'UPDATE catalogue_courses SET faculty = ? WHERE institution = ? AND source = ? AND programme = ?',
      [faculty, institution, source, code],
    );
}

function* batches(codes: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < codes.length; from += CODES_AT_ONCE) yield codes.slice(from, from + CODES_AT_ONCE);
}
