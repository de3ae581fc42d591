import type { Held } from '../../domain/authority/reach.ts';
import type { InstitutionId, PersonId, UnitId } from '../../domain/ids.ts';
import type { Db } from '../connect.ts';
import { select } from '../sql.ts';
import type { Param } from '../statements.ts';
import { cursorOf, follows, keyOf, type Page } from './cursor.ts';
import { eachOf, merged, through } from './merged.ts';
import { filesOf } from './mobilities.ts';

/** One thing that waits, as the lists show it. */
export interface WaitingRow {
  readonly reference: string;
  readonly task: string;
  readonly item: string;
  readonly kind: string;
  readonly what: string;
  readonly role: string | null;
  readonly unit: string | null;
  readonly holderKind: string;
  readonly since: string;
  readonly dueAt: string | null;
  readonly given: string;
  readonly family: string;
  readonly homeName: string | null;
  readonly procedure: string;
  readonly procedureVersion: number;
}

export interface QueueSearch {
  readonly institution: InstitutionId;
  /** What waits in one's own file is not one's own to decide. */
  readonly notOf: PersonId;
  readonly held: readonly Held[];
  readonly kind?: string | undefined;
  readonly procedure?: string | undefined;
  readonly unit?: UnitId | undefined;
  /** Only what is due before this instant. */
  readonly dueBefore?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Parts of one statement; SQLite takes 500. */
const PAIRS_AT_ONCE = 100;

const columns = `t.reference, t.task, t.item, t.kind, t.what, t.role, t.unit, t.holder_kind AS holderKind, t.since, t.due_at AS dueAt,
  m.given, m.family, m.home_name AS homeName, m.procedure_id AS \`procedure\`, m.procedure_version AS procedureVersion`;
const order = ['t.due_at', 't.reference', 't.task', 't.item'];

/** Where a thing that waits stands in the list: all of it is in the index. */
interface Place {
  readonly reference: string;
  readonly task: string;
  readonly item: string;
  readonly role: string;
  readonly unit: string;
  readonly dueAt: string | null;
}

/**
 * What waits for the holders of these roles at these units: what is due first comes first, what has no date last. Each
 * pair is read through the index up to the end of the page, and only the rows of the page are read whole, so that the
 * time does not grow with what waits. Null when the cursor is not one of ours.
 */
export async function queue(db: Db, search: QueueSearch): Promise<Page<WaitingRow> | null> {
  const key = search.after === undefined ? undefined : keyOf(search.after, ['text or null', 'text', 'text', 'text']);
  if (search.after !== undefined && key === undefined) return null;
  const pairs = await pairsOf(db, search);
  const places: Place[] = [];
  if (key === undefined || key[0] !== null) {
    const after = key === undefined ? undefined : follows(order, key);
    places.push(...(await part(db, search, pairs, 't.due_at IS NOT NULL', after, search.limit + 1)));
  }
  if (places.length <= search.limit && search.dueBefore === undefined) {
    const after = key !== undefined && key[0] === null ? follows(order.slice(1), key.slice(1)) : undefined;
    places.push(...(await part(db, search, pairs, 't.due_at IS NULL', after, search.limit + 1 - places.length)));
  }
  const shown = places.slice(0, search.limit);
  const last = shown.at(-1);
  const next =
    places.length > search.limit && last !== undefined
      ? cursorOf([last.dueAt, last.reference, last.task, last.item])
      : null;
  return { items: await whole(db, shown), next };
}

/** A pair, and the files that are not the reader's to decide: their own, and those of who lent them the role. */
interface Pair extends Held {
  readonly but: readonly string[];
}

async function pairsOf(db: Db, { held, unit, notOf }: QueueSearch): Promise<Pair[]> {
  const pairs: Pair[] = [];
  const files = new Map<PersonId | undefined, readonly string[]>();
  for (const one of held) {
    if (unit !== undefined && one.unit !== unit) continue;
    const but = files.get(one.notOf) ?? (await filesOf(db, [notOf, one.notOf]));
    files.set(one.notOf, but);
    pairs.push({ ...one, but });
  }
  return pairs;
}

async function part(
  db: Db,
  search: QueueSearch,
  all: readonly Pair[],
  dated: string,
  after: ReturnType<typeof follows> | undefined,
  limit: number,
): Promise<Place[]> {
  const filters = filtersOf(search);
  const where = [
    't.institution = ?',
    't.role = ?',
    't.unit = ?',
    't.reference NOT IN (?)',
    dated,
    ...filters.sql,
    ...(after === undefined ? [] : [after.sql]),
  ].join(' AND ');
  const tasks = through(db, 'tasks', 't', 'tasks_by_institution_role_unit_due_at_reference');
  const from = search.procedure === undefined ? tasks : `${tasks} JOIN mobilities m ON m.reference = t.reference`;
  const places = 't.reference, t.task, t.item, t.role, t.unit, t.due_at AS dueAt';
  const one = `SELECT ${places} FROM ${from} WHERE ${where} ORDER BY ${order.join(', ')} LIMIT ?`;
  return merged<Pair, Place>(all, {
    limit,
    partOf: pairName,
    nameOf: pairName,
    sortKey: ({ dueAt, reference, task, item }) => JSON.stringify([dueAt ?? '', reference, task, item]),
    read: async (pairs, most) => {
      const found: Place[] = [];
      for (let from = 0; from < pairs.length; from += PAIRS_AT_ONCE) {
        const some = pairs.slice(from, from + PAIRS_AT_ONCE);
        const params = some.flatMap((h): Param[] => [
          search.institution,
          h.role,
          h.unit,
          h.but.length === 0 ? [''] : h.but,
          ...filters.params,
          ...(after?.params ?? []),
          most,
        ]);
        found.push(...(await select<Place>(db, eachOf(db, one, some.length), params)));
      }
      return found;
    },
  });
}

const pairName = ({ role, unit }: Pick<Place, 'role' | 'unit'>): string => `${role} ${unit}`;

function filtersOf({ kind, procedure, dueBefore }: QueueSearch): { sql: string[]; params: Param[] } {
  const filters: [string, Param | undefined][] = [
    ['t.kind = ?', kind],
    ['m.procedure_id = ?', procedure],
    ['t.due_at < ?', dueBefore],
  ];
  const used = filters.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  return { sql: used.map((f) => f.sql), params: used.map((f) => f.value) };
}

/** The rows at these places, in their order; what was done since the places were read is left out. */
async function whole(db: Db, places: readonly Place[]): Promise<WaitingRow[]> {
  const references = [...new Set(places.map((place) => place.reference))];
  if (references.length === 0) return [];
  const rows = await select<WaitingRow>(
    db,
    `SELECT ${columns} FROM tasks t JOIN mobilities m ON m.reference = t.reference WHERE t.reference IN (?)`,
    [references],
  );
  const found = new Map(rows.map((row) => [placeName(row), row]));
  return places.flatMap((place) => found.get(placeName(place)) ?? []);
}

const placeName = ({ reference, task, item, role, unit }: Place | WaitingRow): string =>
  JSON.stringify([reference, task, item, role, unit]);

/** What waits for a person in their own files: what is due first comes first. */
export const waitingForPerson = (db: Db, person: PersonId, limit: number): Promise<WaitingRow[]> =>
  select(
    db,
    `SELECT ${columns} FROM tasks t JOIN mobilities m ON m.reference = t.reference
      WHERE t.person = ? AND t.holder_kind = 'person' ORDER BY t.due_at IS NULL, t.due_at, t.reference, t.task, t.item LIMIT ?`,
    [person, limit],
  );
