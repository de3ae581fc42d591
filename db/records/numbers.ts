import type { Reference } from '../../domain/ids.ts';
import { inTransaction, type Db } from '../connect.ts';
import { execute, forUpdate, insert, select, selectOne } from '../sql.ts';

const FORM = /^(.+)-(\d{4})-(\d{6,})$/;

/** Sees that the numbers of these references are never given again, though the records know nothing of them. */
export async function keepNumbersUsed(db: Db, references: readonly Reference[]): Promise<void> {
  const most = new Map<string, { code: string; year: number; number: number }>();
  for (const reference of references) {
    const [, code, year, digits] = FORM.exec(reference) ?? [];
    if (code === undefined) continue;
    const key = `${code}-${String(year)}`;
    const number = Math.max(Number(digits), most.get(key)?.number ?? 0);
    most.set(key, { code, year: Number(year), number });
  }
  for (const { code, year, number } of most.values()) await keepUsed(db, code, year, number);
}

const keepUsed = (db: Db, code: string, year: number, number: number): Promise<void> =>
  inTransaction(db, async (tx) => {
    // The lock under which a nomination takes its number.
    const institution = await selectOne<{ id: string }>(
      tx,
      `SELECT id FROM institutions WHERE code = ?${forUpdate(tx)}`,
      [code],
    );
    if (institution === null) return;
    const where = [institution.id, year];
    const rows = await select(tx, 'SELECT next FROM reference_counters WHERE institution = ? AND year = ?', where);
    if (rows.length === 0)
      await insert(tx, 'reference_counters', { institution: institution.id, year, next: number + 1 });
    else
      await execute(tx, 'UPDATE reference_counters SET next = ? WHERE institution = ? AND year = ? AND next <= ?', [
        number + 1,
        ...where,
        number,
      ]);
  });
