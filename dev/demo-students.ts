import type { Db } from '../db/connect.ts';
import { readInstitution } from '../db/institutions/read.ts';
import type { Keys } from '../db/keys.ts';
import { nominate } from '../db/records/nominate.ts';
import { newestProcedure } from '../db/records/procedures.ts';
import { select } from '../db/sql.ts';

const PROCEDURE = 'erasmus-study';
const HOME = {
  name: 'Universidade do Porto',
  country: 'PT',
  erasmusCode: 'P  PORTO02',
  coordinatorEmail: 'rui.costa@up.example',
};

/** Nominates each demo student who has no file yet, so that the first page shows something that waits. */
export async function nominateDemoStudents(db: Db, keys: Keys, id: string, at: string): Promise<void> {
  const institution = await readInstitution(db, id);
  const newest = await newestProcedure(db, id, PROCEDURE);
  if (institution === undefined || newest === undefined) return;
  const students = await select<{
    id: string;
    given: string;
    family: string;
    email: string;
    esi: string | null;
    language: string;
  }>(
    db,
    "SELECT id, given, family, email, esi, language FROM people WHERE institution = ? AND kind = 'student' AND id NOT IN (SELECT person FROM heads WHERE institution = ?)",
    [id, id],
  );
  const year = Number(at.slice(0, 4)) + 1;
  const stay = { start: `${String(year)}-09-01`, end: `${String(year + 1)}-01-31` };
  await nominate(db, keys, {
    institution,
    procedure: newest.pin,
    by: null,
    at,
    nominations: students.map(({ id: person, esi, ...one }) => ({
      ...one,
      person,
      home: HOME,
      stay,
      ...(esi === null ? {} : { esi }),
    })),
  });
}
