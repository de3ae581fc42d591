import type { InstitutionId, PersonId, RoleId, UnitId } from '../../domain/ids.ts';
import { localDateOf, type Calendar } from '../../domain/time/calendar.ts';
import { instantAt } from '../../domain/time/instants.ts';
import type { Db } from '../connect.ts';
import { select } from '../sql.ts';
import type { Term } from './grants.ts';
import { dayBefore, isLentOn, lentGrants, lentHolds, type LentTerm } from './lent.ts';

/** That somebody holds a role at a unit today, by themselves or by who lent it. */
export interface HeldToday {
  readonly role: RoleId;
  readonly unit: UnitId;
  readonly person: PersonId;
  /** Who lent it; null when it is their own. */
  readonly lender: PersonId | null;
}

/** Everybody who holds anything in an institution on the day of `now`: as many rows as there are grants and units below. */
export async function heldToday(
  db: Db,
  institution: InstitutionId,
  calendar: Calendar,
  now: Date,
): Promise<readonly HeldToday[]> {
  const rows = await select<LentTerm & Term & HeldToday>(
    db,
    `SELECT g.role, c.unit, g.person, NULL AS lender, g.valid_from, g.valid_until, NULL AS lentFrom, NULL AS lentUntil
     FROM grants g
     JOIN unit_covers c ON c.institution = g.institution AND c.ancestor = g.unit
     JOIN people p ON p.id = g.person AND p.institution = g.institution
     WHERE g.institution = ?
     UNION ALL SELECT g.role, c.unit, d.person, d.lender, g.valid_from, g.valid_until, d.valid_from, d.valid_until
     FROM ${lentGrants}
     JOIN people p ON p.id = d.person AND p.institution = d.institution
     WHERE d.institution = ? AND d.valid_until >= ? AND ${lentHolds}`,
    [institution, institution, dayBefore(now)],
  );
  const today = localDateOf(calendar, instantAt(now.getTime()));
  return rows
    .filter((row) => isLentOn(row, today))
    .map(({ role, unit, person, lender }) => ({ role, unit, person, lender }));
}
