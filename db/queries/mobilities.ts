import { fold } from '../../domain/text/fold.ts';
import type { Reach } from '../../domain/authority/reach.ts';
import type { InstitutionId, PersonId } from '../../domain/ids.ts';
import type { Db } from '../connect.ts';
import { select, type Param } from '../sql.ts';
import { follows, keyOf, pageOf, type Page } from './cursor.ts';
import { prefixRange } from './texts.ts';

/** A mobility as a row of a list. */
export interface MobilityRow {
  readonly reference: string;
  readonly procedure: string;
  readonly procedureVersion: number;
  readonly given: string;
  readonly family: string;
  readonly homeName: string | null;
  readonly homeCountry: string | null;
  readonly unit: string | null;
  readonly status: string;
  readonly stage: string | null;
  readonly stayStart: string | null;
  readonly stayEnd: string | null;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly closedAt: string | null;
  readonly outcome: string | null;
  readonly nextDue: string | null;
  readonly incidents: number;
}

export interface BoardSearch {
  readonly institution: InstitutionId;
  /** A file must be within each of these: one that touches a unit that is reached. */
  readonly within: readonly (readonly Reach[])[];
  readonly notOf?: PersonId | undefined;
  readonly status?: string | undefined;
  readonly procedure?: string | undefined;
  /** The beginning of the family name, or of the given name after it. */
  readonly name?: string | undefined;
  readonly withIncidents?: boolean | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

const columns = `m.reference, m.procedure_id AS \`procedure\`, m.procedure_version AS procedureVersion, m.given, m.family, m.home_name AS homeName,
  m.home_country AS homeCountry, m.unit, m.status, m.stage, m.stay_start AS stayStart, m.stay_end AS stayEnd, m.opened_at AS openedAt,
  m.updated_at AS updatedAt, m.closed_at AS closedAt, m.outcome, m.next_due AS nextDue, m.incidents`;

/** Files, what changed last first, or by name where one is searched. Null when the cursor is not one of ours. */
export async function board(db: Db, search: BoardSearch): Promise<Page<MobilityRow> | null> {
  const where = ['m.institution = ?'];
  const params: Param[] = [search.institution];
  const add = (sql: string, ...values: Param[]): void => {
    where.push(sql);
    params.push(...values);
  };
  for (const reaches of search.within) {
    const each = reaches.map(reached);
    add(`(${each.length === 0 ? '1 = 0' : each.map(({ sql }) => sql).join(' OR ')})`, ...each.flatMap((r) => r.params));
  }
  if (search.notOf !== undefined) add('m.person <> ?', search.notOf);
  if (search.status !== undefined) add('m.status = ?', search.status);
  if (search.procedure !== undefined) add('m.procedure_id = ?', search.procedure);
  if (search.withIncidents === true) add('m.incidents > 0');
  const byName = search.name !== undefined;
  if (search.name !== undefined) add('m.name_folded >= ? AND m.name_folded < ?', ...prefixRange(fold(search.name)));
  const sorted = byName ? (['m.name_folded', 'm.reference'] as const) : (['m.updated_at', 'm.reference'] as const);
  if (search.after !== undefined) {
    const key = keyOf(search.after, ['text', 'text']);
    if (key === undefined) return null;
    const next = follows(sorted, key, byName ? 'ascending' : 'descending');
    add(next.sql, ...next.params);
  }
  const direction = byName ? '' : ' DESC';
  const rows = await select<MobilityRow & { name_folded: string }>(
    db,
    `SELECT ${columns}, m.name_folded FROM mobilities m WHERE ${where.join(' AND ')} ORDER BY ${sorted.map((c) => c + direction).join(', ')} LIMIT ?`,
    [...params, search.limit + 1],
  );
  return pageOf(
    rows,
    search.limit,
    (r) => [byName ? r.name_folded : r.updatedAt, r.reference],
    ({ name_folded: _, ...row }) => row,
  );
}

function reached({ units, notOf }: Reach): { sql: string; params: Param[] } {
  const touches = 'EXISTS (SELECT 1 FROM file_units u WHERE u.reference = m.reference AND u.unit IN (?))';
  return notOf === undefined
    ? { sql: touches, params: [units] }
    : { sql: `(${touches} AND m.person <> ?)`, params: [units, notOf] };
}

/** The files of one person, newest first. */
export const mobilitiesOfPerson = (db: Db, person: PersonId): Promise<MobilityRow[]> =>
  select(
    db,
    `SELECT ${columns} FROM mobilities m WHERE m.person = ? ORDER BY m.opened_at DESC, m.reference LIMIT 100`,
    [person],
  );
