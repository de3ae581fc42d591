import { canonical } from '../../domain/hash.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time/civil.ts';
import { inTransaction, type Db } from '../connect.ts';
import { execute, forUpdate, selectOne } from '../sql.ts';
import { calendarOf } from './calendar.ts';
import { forgetInstitution } from './read.ts';
import { readSettingsJson } from './settings.ts';

/**
 * Makes an institution's calendar anew, so that it goes on as years pass, and follows what this machine learns of time
 * zones, without anybody applying the institution again. Files keep the calendar that they were born with.
 * @returns false when it is the same
 * @throws RangeError when this machine does not know its time zone
 */
export async function renewCalendar(db: Db, id: InstitutionId, at: Instant): Promise<boolean> {
  const isOther = await inTransaction(db, async (tx) => {
    const row = await selectOne<{ settings: string }>(
      tx,
      `SELECT settings FROM institutions WHERE id = ?${forUpdate(tx)}`,
      [id],
    );
    if (row === null) return false;
    const settings = readSettingsJson(row.settings);
    const calendar = calendarOf(
      { ...settings.calendar, holidays: settings.holidays ?? settings.calendar.holidays },
      at,
    );
    if (calendar.version === settings.calendar.version) return false;
    await execute(tx, 'UPDATE institutions SET settings = ?, applied_at = ? WHERE id = ?', [
      canonical({ ...settings, calendar }),
      at,
      id,
    ]);
    return true;
  });
  if (isOther) forgetInstitution(db, id);
  return isOther;
}
