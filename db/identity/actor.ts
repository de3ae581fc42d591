import { z } from 'zod';
import { permissions, type ActiveGrant, type Actor, type Identification } from '../../domain/authority/actor.ts';
import type { InstitutionId, PersonId } from '../../domain/ids.ts';
import { fullName } from '../../domain/text/full-name.ts';
import type { Db, Tx } from '../connect.ts';
import { select, selectOne } from '../sql.ts';
import { isOn, type Term } from './grants.ts';
import { dayBefore, isLentOn, lentGrants, lentHolds, type LentTerm } from './lent.ts';
import { localDate } from './local-date.ts';

export interface ActorKey {
  readonly institution: InstitutionId;
  readonly person: PersonId;
  readonly identified: Identification;
}

/** A person with what they may do at this moment; null when they are not of this institution. Three queries at once. */
export async function actorFor(
  on: Db | Tx,
  { institution, person, identified }: ActorKey,
  now: Date,
): Promise<(Actor & { kind: 'person' }) | null> {
  const [row, rows, lent] = await Promise.all([
    selectOne<{ given: string; family: string; settings: string }>(
      on,
      `SELECT p.given, p.family, i.settings FROM people p JOIN institutions i ON i.id = p.institution
       WHERE p.id = ? AND p.institution = ?`,
      [person, institution],
    ),
    select<GrantRow>(
      on,
      `SELECT g.id, g.role, g.valid_from, g.valid_until, r.permissions, c.unit FROM grants g
       JOIN roles r ON r.institution = g.institution AND r.role = g.role
       JOIN unit_covers c ON c.institution = g.institution AND c.ancestor = g.unit
       WHERE g.person = ? AND g.institution = ? ORDER BY g.id, c.unit`,
      [person, institution],
    ),
    lentTo(on, institution, person, now),
  ]);
  if (row === null) return null;
  const today = localDate(row.settings, now);
  const name = fullName(row);
  return {
    kind: 'person',
    institution,
    person,
    name,
    identified,
    grants: [...grantsOf(rows.filter((grant) => isOn(grant, today))), ...lentOf(lent, today)],
  };
}

/** The delegations of these days to a person, as far as their lenders have the role themselves. */
const lentTo = (on: Db | Tx, institution: InstitutionId, person: PersonId, now: Date): Promise<LentRow[]> =>
  select<LentRow>(
    on,
    `SELECT d.id AS delegation, d.lender, d.valid_from AS lentFrom, d.valid_until AS lentUntil, p.given, p.family,
       g.id, g.role, g.valid_from, g.valid_until, r.permissions, c.unit
     FROM ${lentGrants}
     JOIN people p ON p.id = d.lender AND p.institution = d.institution
     JOIN roles r ON r.institution = g.institution AND r.role = g.role
     WHERE d.person = ? AND d.institution = ? AND d.valid_until >= ? AND ${lentHolds}
     ORDER BY d.made_at, d.id, g.id, c.unit`,
    [person, institution, dayBefore(now)],
  );

function lentOf(rows: readonly LentRow[], today: string): ActiveGrant[] {
  const on = rows.filter((row) => isLentOn(row, today));
  return [...Map.groupBy(on, ({ delegation }) => delegation).values()].flatMap((those) =>
    grantsOf(those).map((grant) => ({ ...grant, ...behalf(those) })),
  );
}

/** All rows of one delegation have one lender. */
const behalf = ([first]: readonly LentRow[]): Pick<ActiveGrant, 'onBehalfOf'> =>
  first === undefined ? {} : { onBehalfOf: { person: first.lender, name: fullName(first) } };

interface LentRow extends GrantRow, LentTerm {
  readonly delegation: string;
  readonly lender: PersonId;
  readonly given: string;
  readonly family: string;
}

interface GrantRow extends Term {
  readonly id: string;
  readonly role: string;
  readonly permissions: string;
  readonly unit: string;
}

const stored = z.array(z.string());

/** A permission that this version does not know allows nothing. */
const known = (json: string): ActiveGrant['permissions'] => {
  const names = stored.parse(JSON.parse(json));
  return permissions.filter((permission) => names.includes(permission));
};

/** One grant of each run of rows that share its id. */
function grantsOf(rows: readonly GrantRow[]): ActiveGrant[] {
  const grants = new Map<string, { role: string; permissions: ActiveGrant['permissions']; units: string[] }>();
  for (const row of rows) {
    const grant = grants.get(row.id);
    if (grant !== undefined) grant.units.push(row.unit);
    else grants.set(row.id, { role: row.role, permissions: known(row.permissions), units: [row.unit] });
  }
  return [...grants.values()];
}
