import type { Held } from '../../domain/authority/reach.ts';
import type { InstitutionId, PersonId, UnitId } from '../../domain/ids.ts';
import type { Db } from '../connect.ts';
import { select, type Param } from '../sql.ts';
import { cursorOf, follows, keyOf, type Page } from './cursor.ts';

/** One thing that waits, as the lists show it. */
export interface WaitingRow {
  readonly reference: string;
  readonly task: string;
  readonly item: string;
  readonly kind: string;
  readonly what: string;
  readonly role: string | null;
  readonly unit: string | null;
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

const columns = `t.reference, t.task, t.item, t.kind, t.what, t.role, t.unit, t.since, t.due_at AS dueAt,
  m.given, m.family, m.home_name AS homeName, m.procedure_id AS \`procedure\`, m.procedure_version AS procedureVersion`;
const order = ['t.due_at', 't.reference', 't.task', 't.item'];

/**
 * What waits for the holders of these roles at these units: what is due first comes first, what has no date last. Each
 * pair is read through the index up to the end of the page, so that the time does not grow with what waits.
 * Null when the cursor is not one of ours.
 */
export async function queue(db: Db, search: QueueSearch): Promise<Page<WaitingRow> | null> {
  const key = search.after === undefined ? undefined : keyOf(search.after, ['text or null', 'text', 'text', 'text']);
  if (search.after !== undefined && key === undefined) return null;
  const rows: WaitingRow[] = [];
  if (key === undefined || key[0] !== null) {
    const after = key === undefined ? undefined : follows(order, key);
    rows.push(...(await part(db, search, 't.due_at IS NOT NULL', after, search.limit + 1)));
  }
  if (rows.length <= search.limit && search.dueBefore === undefined) {
    const after = key !== undefined && key[0] === null ? follows(order.slice(1), key.slice(1)) : undefined;
    rows.push(...(await part(db, search, 't.due_at IS NULL', after, search.limit + 1 - rows.length)));
  }
  const items = rows.slice(0, search.limit);
  const last = items.at(-1);
  const next =
    rows.length > search.limit && last !== undefined
      ? cursorOf([last.dueAt, last.reference, last.task, last.item])
      : null;
  return { items, next };
}

async function part(
  db: Db,
  search: QueueSearch,
  dated: string,
  after: ReturnType<typeof follows> | undefined,
  limit: number,
): Promise<WaitingRow[]> {
  const { held, unit } = search;
  const pairs = unit === undefined ? held : held.filter((h) => h.unit === unit);
  const filters = filtersOf(search);
  const where = [
    't.institution = ?',
    't.role = ?',
    't.unit = ?',
    'm.person <> ?',
    dated,
    ...filters.sql,
    ...(after === undefined ? [] : [after.sql]),
  ].join(' AND ');
  const one = `SELECT * FROM (SELECT ${columns} FROM tasks t JOIN mobilities m ON m.reference = t.reference WHERE ${where} ORDER BY ${order.join(', ')} LIMIT ?) p`;
  const found = new Map<string, WaitingRow>();
  for (let from = 0; from < pairs.length; from += PAIRS_AT_ONCE) {
    const some = pairs.slice(from, from + PAIRS_AT_ONCE);
    const params: Param[] = some.flatMap((h) => [
      search.institution,
      h.role,
      h.unit,
      // Nobody decides on the file of who lent them the role.
      h.notOf ?? search.notOf,
      ...filters.params,
      ...(after?.params ?? []),
      limit,
    ]);
    const rows = await select<WaitingRow>(db, some.map(() => one).join(' UNION ALL '), params);
    for (const row of rows) found.set(`${row.reference} ${row.task} ${row.item}`, row);
  }
  return [...found.values()].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)).slice(0, limit);
}

function filtersOf({ notOf, kind, procedure, dueBefore }: QueueSearch): { sql: string[]; params: Param[] } {
  const filters: [string, string | undefined][] = [
    ['m.person <> ?', notOf],
    ['t.kind = ?', kind],
    ['m.procedure_id = ?', procedure],
    ['t.due_at < ?', dueBefore],
  ];
  const used = filters.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  return { sql: used.map((f) => f.sql), params: used.map((f) => f.value) };
}

const sortKey = (row: WaitingRow): string => JSON.stringify([row.dueAt ?? '', row.reference, row.task, row.item]);

/** What waits for a person in their own files: what is due first comes first. */
export const waitingForPerson = (db: Db, person: PersonId, limit: number): Promise<WaitingRow[]> =>
  select(
    db,
    `SELECT ${columns} FROM tasks t JOIN mobilities m ON m.reference = t.reference
      WHERE t.person = ? AND t.holder_kind = 'person' ORDER BY t.due_at IS NULL, t.due_at, t.reference, t.task, t.item LIMIT ?`,
    [person, limit],
  );
