import { forOne, type Pair } from '../../domain/authority/pairs.ts';
import type { WaitingFor } from '../../domain/authority/stuck.ts';
import type { InstitutionId, PersonId, Reference } from '../../domain/ids.ts';
import type { HeldToday } from '../identity/held.ts';
import type { Db } from '../connect.ts';
import { select } from '../sql.ts';
import { follows } from './cursor.ts';
import { through } from './merged.ts';

/** The one index that these reads go through. */
const BY_PAIR = 'tasks_by_institution_role_unit_due_at_reference';

/**
 * The pairs of an institution for which something waits and that nobody of `held` holds. Each possible pair is looked
 * up in the index once, so that it takes no longer when more files wait.
 */
export async function waitingUnheld(db: Db, institution: InstitutionId, held: readonly HeldToday[]): Promise<Pair[]> {
  const atUnits = new Set(held.map(({ role, unit }) => `${role} ${unit}`));
  const own = new Set(held.filter(({ lender }) => lender === null).map(({ role, person }) => `${role} ${person}`));
  const waits = `(SELECT t.reference FROM ${through(db, 'tasks', 't', BY_PAIR)}
     WHERE t.institution = r.institution AND t.role = ROLE AND t.unit = WHERE_ LIMIT 1) IS NOT NULL`;
  const asked = (role: string, unit: string): string => waits.replace('ROLE', role).replace('WHERE_', unit);
  const mark = db.dialect === 'mysql' ? "CONCAT('~', r.role)" : "'~' || r.role";
  const [roles, people] = await Promise.all([
    select<Pair>(
      db,
      `SELECT r.role, u.id AS unit FROM roles r JOIN units u ON u.institution = r.institution
       WHERE r.institution = ? AND ${asked('r.role', 'u.id')} ORDER BY r.role, u.id`,
      [institution],
    ),
    select<{ role: string; person: PersonId }>(
      db,
      `SELECT r.role, p.id AS person FROM roles r JOIN people p ON p.institution = r.institution AND p.kind = 'staff'
       WHERE r.institution = ? AND ${asked(mark, 'p.id')} ORDER BY r.role, p.id`,
      [institution],
    ),
  ]);
  return [
    ...roles.filter(({ role, unit }) => !atUnits.has(`${role} ${unit}`)),
    ...people
      .filter(({ role, person }) => !own.has(`${role} ${person}`))
      .map(({ role, person }) => forOne(person, role)),
  ];
}

/** Where a reading of the files of a pair ended. */
export interface Place {
  readonly dueAt: string | null;
  readonly reference: Reference;
}

/** Files in which something waits for a pair, from a place on; what has no date first, as in the index. */
export async function filesWaiting(
  db: Db,
  institution: InstitutionId,
  { role, unit }: Pair,
  after: Place | undefined,
  limit: number,
): Promise<Place[]> {
  const read = (
    dated: string,
    from: ReturnType<typeof follows> | undefined,
    order: string,
    most: number,
  ): Promise<Place[]> =>
    select<Place>(
      db,
      `SELECT DISTINCT t.due_at AS dueAt, t.reference FROM ${through(db, 'tasks', 't', BY_PAIR)}
       WHERE t.institution = ? AND t.role = ? AND t.unit = ? AND ${dated} ${from === undefined ? '' : `AND ${from.sql}`}
       ORDER BY ${order} LIMIT ?`,
      [institution, role, unit, ...(from?.params ?? []), most],
    );
  const undated =
    after === undefined || after.dueAt === null
      ? await read(
          't.due_at IS NULL',
          after === undefined ? undefined : follows(['t.reference'], [after.reference]),
          't.reference',
          limit,
        )
      : [];
  if (undated.length >= limit) return undated;
  const from =
    after === undefined || after.dueAt === null
      ? undefined
      : follows(['t.due_at', 't.reference'], [after.dueAt, after.reference]);
  return [...undated, ...(await read('t.due_at IS NOT NULL', from, 't.due_at, t.reference', limit - undated.length))];
}

/** Open files of people who have roles themselves: what waits in them for a role that they alone have waits for nobody. */
export const filesOfHolders = (
  db: Db,
  institution: InstitutionId,
  limit: number,
): Promise<{ reference: Reference }[]> =>
  select(
    db,
    `SELECT DISTINCT m.reference FROM grants g JOIN mobilities m ON m.person = g.person AND m.institution = g.institution
     WHERE g.institution = ? AND m.status = 'open' ORDER BY m.reference LIMIT ?`,
    [institution, limit],
  );

/** What a file waits for, and who it is about. */
export interface FileWaits {
  readonly person: PersonId | null;
  readonly procedure: string;
  readonly version: number;
  readonly rows: readonly WaitingFor[];
}

/** What each of these files waits for; of one that is not in the lists any more, nothing. */
export async function waitsOfFiles(
  db: Db,
  references: readonly Reference[],
): Promise<ReadonlyMap<Reference, FileWaits>> {
  if (references.length === 0) return new Map();
  const rows = await select<
    WaitingFor & { reference: Reference; person: PersonId; procedure: string; version: number }
  >(
    db,
    `SELECT t.reference, t.task, t.item, t.what, t.holder_kind AS holderKind, t.role, t.unit, m.person,
       m.procedure_id AS \`procedure\`, m.procedure_version AS version
     FROM tasks t JOIN mobilities m ON m.reference = t.reference
     WHERE t.reference IN (?) ORDER BY t.reference, t.task, t.item, t.holder_no`,
    [references],
  );
  return new Map(
    [...Map.groupBy(rows, ({ reference }) => reference)].map(([reference, own]) => [
      reference,
      { person: own[0]?.person ?? null, procedure: own[0]?.procedure ?? '', version: own[0]?.version ?? 0, rows: own },
    ]),
  );
}

/** An incident that a file was told. */
export interface Told {
  readonly reference: Reference;
  readonly incident: string;
}

/** Incidents that files of an institution were told, from one on. */
export const toldFrom = (
  db: Db,
  institution: InstitutionId,
  after: Told | undefined,
  limit: number,
): Promise<Told[]> => {
  const from = after === undefined ? undefined : follows(['reference', 'incident'], [after.reference, after.incident]);
  return select<Told>(
    db,
    `SELECT reference, incident FROM told_nobody_holds
     WHERE institution = ? ${from === undefined ? '' : `AND ${from.sql}`} ORDER BY reference, incident LIMIT ?`,
    [institution, ...(from?.params ?? []), limit],
  );
};

/** Those of these files that were told something. */
export const toldOf = async (db: Db, references: readonly Reference[]): Promise<ReadonlySet<string>> =>
  new Set(
    (
      await select<Told>(db, 'SELECT reference, incident FROM told_nobody_holds WHERE reference IN (?)', [references])
    ).map(toldName),
  );

export const toldName = ({ reference, incident }: Told): string => `${reference} ${incident}`;
