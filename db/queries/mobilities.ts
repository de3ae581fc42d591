import { fold } from '../../domain/text/fold.ts';
import type { Reach } from '../../domain/authority/reach.ts';
import type { InstitutionId, PersonId, UnitId } from '../../domain/ids.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import type { Db } from '../connect.ts';
import { select } from '../sql.ts';
import type { Param } from '../statements.ts';
import { follows, keyOf, pageOf, type Key, type Page } from './cursor.ts';
import { eachOf, merged, through } from './merged.ts';
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

type FoundRow = MobilityRow & { readonly name_folded: string };

/** Files, what changed last first, or by name where one is searched. Null when the cursor is not one of ours. */
export async function board(db: Db, search: BoardSearch): Promise<Page<MobilityRow> | null> {
  const byName = search.name !== undefined;
  const after = search.after === undefined ? undefined : keyOf(search.after, ['text', 'text']);
  if (search.after !== undefined && after === undefined) return null;
  const [reaches, ...further] = search.within;
  const narrow = byName || search.withIncidents === true || search.procedure !== undefined;
  const rows =
    reaches === undefined || further.length > 0 || narrow
      ? await fromAll(db, search, after)
      : await fromUnits(db, search, after, reaches);
  return pageOf(
    rows,
    search.limit,
    (r) => [byName ? r.name_folded : r.updatedAt, r.reference],
    ({ name_folded: _, ...row }) => row,
  );
}

/** Through the files' own indexes: for all of the institution, or where something else than the units narrows it. */
function fromAll(db: Db, search: BoardSearch, after: Key | undefined): Promise<FoundRow[]> {
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
  if (after !== undefined) {
    const next = follows(sorted, after, byName ? 'ascending' : 'descending');
    add(next.sql, ...next.params);
  }
  const direction = byName ? '' : ' DESC';
  return select<FoundRow>(
    db,
    `SELECT ${columns}, m.name_folded FROM mobilities m WHERE ${where.join(' AND ')} ORDER BY ${sorted.map((c) => c + direction).join(', ')} LIMIT ?`,
    [...params, search.limit + 1],
  );
}

function reached({ units, notOf }: Reach): { sql: string; params: Param[] } {
  const touches = 'EXISTS (SELECT 1 FROM file_units u WHERE u.reference = m.reference AND u.unit IN (?))';
  return notOf === undefined
    ? { sql: touches, params: [units] }
    : { sql: `(${touches} AND m.person <> ?)`, params: [units, notOf] };
}

/** Where a file stands in the list of a unit: all of it is in the index. */
interface Place {
  readonly reference: string;
  readonly unit: string;
  readonly status: string;
  readonly updatedAt: string;
}

interface Part {
  readonly unit: UnitId;
  readonly status: string;
  /** Files left out: one's own, or those of who lent the role. */
  readonly but: readonly string[];
}

/**
 * Each unit and status is a part of its own, in the order of an index: a unit with few files of many is found as
 * quickly as any other. Only the rows of the page are read whole.
 */
async function fromUnits(
  db: Db,
  search: BoardSearch,
  after: Key | undefined,
  reaches: readonly Reach[],
): Promise<FoundRow[]> {
  const order = 'f.updated_at DESC, f.reference DESC';
  const next = after === undefined ? undefined : follows(['f.updated_at', 'f.reference'], after, 'descending');
  const table = through(db, 'file_units', 'f', 'file_units_by_institution_unit_status_updated_at_reference');
  const where = [
    'f.institution = ? AND f.unit = ? AND f.status = ?',
    'f.reference NOT IN (?)',
    ...(next === undefined ? [] : [next.sql]),
  ];
  const one = `SELECT f.reference, f.unit, f.status, f.updated_at AS updatedAt FROM ${table} WHERE ${where.join(' AND ')} ORDER BY ${order} LIMIT ?`;
  const places = await merged<Part, Place>(await partsOf(db, search, reaches), {
    limit: search.limit + 1,
    nameOf: partName,
    partOf: partName,
    sortKey: ({ updatedAt, reference }) => descending([updatedAt, reference]),
    read: async (some, most) => {
      const found: Place[] = [];
      for (let from = 0; from < some.length; from += PARTS_AT_ONCE) {
        const batch = some.slice(from, from + PARTS_AT_ONCE);
        const params = batch.flatMap(({ unit, status, but }): Param[] => [
          search.institution,
          unit,
          status,
          but.length === 0 ? [''] : but,
          ...(next?.params ?? []),
          most,
        ]);
        found.push(...(await select<Place>(db, eachOf(db, one, batch.length), params)));
      }
      return found;
    },
  });
  if (places.length === 0) return [];
  // What changed since its place was read may stand elsewhere now; it is shown as it is.
  return select<FoundRow>(
    db,
    `SELECT ${columns}, m.name_folded FROM mobilities m WHERE m.reference IN (?) ORDER BY m.updated_at DESC, m.reference DESC`,
    [places.map(({ reference }) => reference)],
  );
}

async function partsOf(db: Db, search: BoardSearch, reaches: readonly Reach[]): Promise<Part[]> {
  const asked = statuses.filter((status) => search.status === undefined || status === search.status);
  const parts: Part[] = [];
  for (const { units, notOf } of reaches) {
    const but = await filesOf(db, [notOf, search.notOf]);
    for (const unit of units) for (const status of asked) parts.push({ unit, status, but });
  }
  return parts;
}

/** The references of people's own files. */
export async function filesOf(db: Db, people: readonly (PersonId | undefined)[]): Promise<string[]> {
  const them = people.filter((person) => person !== undefined);
  if (them.length === 0) return [];
  const rows = await select<{ reference: string }>(db, 'SELECT reference FROM mobilities WHERE person IN (?)', [them]);
  return rows.map(({ reference }) => reference);
}

const partName = ({ unit, status }: { readonly unit: string; readonly status: string }): string => `${unit} ${status}`;

/** Parts of one statement; SQLite takes 500. */
const PARTS_AT_ONCE = 100;
const statuses: readonly Mobility['status'][] = ['open', 'closed'];

/** A text that sorts the other way round; the end of each part is told, so that none is the beginning of another. */
const descending = (parts: readonly string[]): string =>
  Array.from(parts.map((part) => `${part}\0`).join(''), (c) => String.fromCharCode(0xffff - c.charCodeAt(0))).join('');

/** The files of one person, newest first. */
export const mobilitiesOfPerson = (db: Db, person: PersonId): Promise<MobilityRow[]> =>
  select(
    db,
    `SELECT ${columns} FROM mobilities m WHERE m.person = ? ORDER BY m.opened_at DESC, m.reference LIMIT 100`,
    [person],
  );
