import { fold } from '../../domain/text/fold.ts';
import type { InstitutionId, PersonId, UnitId } from '../../domain/ids.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import type { Db } from '../connect.ts';
import { select, type Param } from '../sql.ts';
import { follows, keyOf, pageOf, type Page } from './cursor.ts';
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
  /** The units whose files may be seen; null for all of the institution. */
  readonly units: readonly UnitId[] | null;
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
  const sorted = byName ? (['m.name_folded', 'm.reference'] as const) : (['m.updated_at', 'm.reference'] as const);
  const filters: [string, readonly Param[]][] = [];
  if (search.procedure !== undefined) filters.push(['m.procedure_id = ?', [search.procedure]]);
  if (search.withIncidents === true) filters.push(['m.incidents > 0', []]);
  if (search.name !== undefined)
    filters.push(['m.name_folded >= ? AND m.name_folded < ?', prefixRange(fold(search.name))]);
  if (search.after !== undefined) {
    const key = keyOf(search.after, ['text', 'text']);
    if (key === undefined) return null;
    const next = follows(sorted, key, byName ? 'ascending' : 'descending');
    filters.push([next.sql, next.params]);
  }
  const direction = byName ? '' : ' DESC';
  const reading: Reading = { db, search, filters, order: sorted.map((c) => c + direction).join(', ') };
  const ofUnits = search.units !== null && !byName && search.withIncidents !== true;
  const rows = ofUnits ? await fromUnits(reading, search.units) : await fromAll(reading);
  return pageOf(
    rows,
    search.limit,
    (r) => [byName ? r.name_folded : r.updatedAt, r.reference],
    ({ name_folded: _, ...row }) => row,
  );
}

interface Reading {
  readonly db: Db;
  readonly search: BoardSearch;
  readonly filters: readonly (readonly [string, readonly Param[]])[];
  readonly order: string;
}

function fromAll({ db, search, filters, order }: Reading): Promise<FoundRow[]> {
  const all: [string, readonly Param[]][] = [['m.institution = ?', [search.institution]]];
  if (search.units !== null) all.push(['m.unit IN (?)', [search.units]]);
  if (search.status !== undefined) all.push(['m.status = ?', [search.status]]);
  const wanted = [...all, ...filters];
  return select<FoundRow>(db, statement(wanted, order), [...wanted.flatMap(([, v]) => v), search.limit + 1]);
}

/** Where a file stands in the list of a unit: all of it is in the index. */
interface Place {
  readonly reference: string;
  readonly unit: string;
  readonly status: string;
  readonly updatedAt: string;
}

/**
 * Each unit and status is a part of its own, in the order of an index: a unit with few files of many is found as
 * quickly as any other. Only the rows of the page are read whole.
 */
async function fromUnits({ db, search, filters, order }: Reading, units: readonly UnitId[]): Promise<FoundRow[]> {
  const asked = statuses.filter((status) => search.status === undefined || status === search.status);
  const parts = units.flatMap((unit) => asked.map((status) => ({ unit, status })));
  const table = through(db, 'mobilities', 'm', 'mobilities_by_institution_unit_status_updated_at_reference');
  const where = ['m.institution = ? AND m.unit = ? AND m.status = ?', ...filters.map(([sql]) => sql)].join(' AND ');
  const one = `SELECT m.reference, m.unit, m.status, m.updated_at AS updatedAt FROM ${table} WHERE ${where} ORDER BY ${order} LIMIT ?`;
  const values = filters.flatMap(([, v]) => v);
  const places = await merged<(typeof parts)[number], Place>(parts, {
    limit: search.limit + 1,
    nameOf: partName,
    partOf: partName,
    sortKey: ({ updatedAt, reference }) => descending([updatedAt, reference]),
    read: async (some, most) => {
      const found: Place[] = [];
      for (let from = 0; from < some.length; from += PARTS_AT_ONCE) {
        const batch = some.slice(from, from + PARTS_AT_ONCE);
        const params = batch.flatMap(({ unit, status }) => [search.institution, unit, status, ...values, most]);
        found.push(...(await select<Place>(db, eachOf(db, one, batch.length), params)));
      }
      return found;
    },
  });
  const references = places.map(({ reference }) => reference);
  // What changed since its place was read may stand elsewhere now; it is shown as it is.
  return select<FoundRow>(
    db,
    `SELECT ${columns}, m.name_folded FROM mobilities m WHERE m.reference IN (?) ORDER BY ${order}`,
    [references],
  );
}

const partName = ({ unit, status }: { readonly unit: string; readonly status: string }): string => `${unit} ${status}`;

/** Parts of one statement; SQLite takes 500. */
const PARTS_AT_ONCE = 100;
const statuses: readonly Mobility['status'][] = ['open', 'closed'];

const statement = (wanted: readonly (readonly [string, readonly Param[]])[], order: string): string =>
  `SELECT ${columns}, m.name_folded FROM mobilities m WHERE ${wanted.map(([sql]) => sql).join(' AND ')} ORDER BY ${order} LIMIT ?`;

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
