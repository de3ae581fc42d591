import type { Reference } from '../../../domain/ids.ts';
import type { Db, Tx } from '../../connect.ts';
import { forUpdate, select } from '../../sql.ts';
import type { Row } from '../../statements.ts';
import type { Head } from '../head.ts';

export interface HeadColumns extends Head {
  readonly reference: Reference;
  readonly institution: string;
  readonly person: string;
  readonly birth: Buffer;
  readonly snapshot: Buffer | null;
  readonly snapshot_rev: number;
  readonly status: string;
  readonly workflow_started_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface EventColumns {
  readonly reference: Reference;
  readonly seq: number;
  readonly type: string;
  readonly v: number;
  readonly at: string;
  readonly prev_hash: string;
  readonly hash: string;
  readonly payload_hash: string | null;
  readonly body: Buffer;
}

export interface OutboxColumns {
  readonly reference: Reference;
  readonly id: string;
  readonly seq: number;
  readonly n: number;
  readonly channel: string;
  readonly kind: string;
  readonly status: string;
}

/** Everything that the records hold of one mobility, as far as it can be compared. */
export interface FileRows {
  readonly head: HeadColumns;
  readonly hasKey: boolean;
  readonly events: readonly EventColumns[];
  readonly mobility: Row | null;
  readonly units: readonly Row[];
  readonly tasks: readonly Row[];
  readonly outbox: readonly OutboxColumns[];
}

const HEAD =
  'reference, institution, person, rev, hash, birth, snapshot, snapshot_rev, status, workflow_started_at, created_at, updated_at';
const EVENT = 'reference, seq, type, v, at, prev_hash, hash, payload_hash, body';
const OUTBOX = 'reference, id, seq, n, channel, kind, status';

/** A page of heads by key. */
export const headsAfter = (
  on: Db | Tx,
  after: Reference,
  limit: number,
  institution?: string,
): Promise<HeadColumns[]> =>
  institution === undefined
    ? select(on, `SELECT ${HEAD} FROM heads WHERE reference > ? ORDER BY reference LIMIT ?`, [after, limit])
    : select(on, `SELECT ${HEAD} FROM heads WHERE institution = ? AND reference > ? ORDER BY reference LIMIT ?`, [
        institution,
        after,
        limit,
      ]);

/** These heads, in the order of their keys. With `lock`, nobody commits to them before this transaction ends. */
export const headsOf = (on: Db | Tx, references: readonly Reference[], lock = false): Promise<HeadColumns[]> =>
  select(on, `SELECT ${HEAD} FROM heads WHERE reference IN (?) ORDER BY reference${lock ? forUpdate(on) : ''}`, [
    references,
  ]);

/** What belongs to these heads, each table read once. */
export async function filesOf(on: Db | Tx, heads: readonly HeadColumns[]): Promise<FileRows[]> {
  const references = heads.map(({ reference }) => reference);
  const of = async <T extends object>(sql: string): Promise<ReadonlyMap<Reference, T[]>> =>
    Map.groupBy(await select<T & { reference: Reference }>(on, sql, [references]), (row) => row.reference);
  const keys = await of('SELECT reference FROM data_keys WHERE reference IN (?)');
  const events = await of<EventColumns>(`SELECT ${EVENT} FROM events WHERE reference IN (?) ORDER BY reference, seq`);
  const mobilities = await of<Row>('SELECT * FROM mobilities WHERE reference IN (?)');
  const units = await of<Row>('SELECT * FROM file_units WHERE reference IN (?)');
  const tasks = await of<Row>('SELECT * FROM tasks WHERE reference IN (?)');
  const outbox = await of<OutboxColumns>(`SELECT ${OUTBOX} FROM outbox WHERE reference IN (?)`);
  return heads.map((head) => ({
    head,
    hasKey: keys.has(head.reference),
    events: events.get(head.reference) ?? [],
    mobility: mobilities.get(head.reference)?.[0] ?? null,
    units: units.get(head.reference) ?? [],
    tasks: tasks.get(head.reference) ?? [],
    outbox: outbox.get(head.reference) ?? [],
  }));
}
