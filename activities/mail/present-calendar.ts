import type { Db } from '../../db/connect.ts';
import { readInstitution } from '../../db/institutions/read.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import type { Calendar } from '../../domain/time/calendar.ts';

/** The calendar that mail goes by: what the institution has now, whatever the file was born with. */
export async function presentCalendar(
  db: Db,
  { institution, calendar }: Pick<Mobility, 'institution' | 'calendar'>,
): Promise<Calendar> {
  return (await readInstitution(db, institution))?.calendar ?? calendar;
}
