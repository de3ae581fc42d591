import type { CommandId, Reference, Sha256 } from '../../domain/ids.ts';
import type { Recorded } from '../../domain/mobility/events.ts';
import { replay } from '../../domain/mobility/evolve.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { STATE_FORM, upcast, upcastState } from '../../domain/mobility/upcast.ts';
import type { Db, Tx } from '../connect.ts';
import { decryptJson, encryptJson, type Key } from '../crypto.ts';
import { forUpdate, select, selectOne } from '../sql.ts';
import type { AnswerRow } from './answers.ts';
import type { EventBody } from './chain.ts';

/** How far a mobility's record goes. */
export interface Head {
  readonly rev: number;
  readonly hash: Sha256;
}

export interface HeadRow extends Head {
  readonly institution: string;
  readonly birth: Buffer;
  readonly snapshot: Buffer | null;
  readonly snapshot_rev: number;
  readonly status: string;
}

const COLUMNS = 'h.rev, h.hash, h.institution, h.birth, h.snapshot, h.snapshot_rev, h.status';

/** The head of a mobility, or null when there is none. With `lock`, nobody else commits to it before this transaction ends. */
export const headRow = (on: Db | Tx, reference: Reference, lock = false): Promise<HeadRow | null> =>
  selectOne<HeadRow>(on, `SELECT ${COLUMNS} FROM heads h WHERE h.reference = ?${lock ? forUpdate(on) : ''}`, [
    reference,
  ]);

/** The head, locked, and beside it what was kept of a command, of whichever mobility: in one statement, as each counts. */
export async function headAndAnswer(
  tx: Tx,
  reference: Reference,
  command: CommandId,
): Promise<{ readonly head: HeadRow; readonly answer: AnswerRow | null } | null> {
  const row = await selectOne<HeadRow & { answered: Reference | null; body_hash: Sha256; body: Buffer }>(
    tx,
    `SELECT ${COLUMNS}, a.reference AS answered, a.body_hash, a.body
     FROM heads h LEFT JOIN answers a ON a.command_id = ? WHERE h.reference = ?${forUpdate(tx)}`,
    [command, reference],
  );
  if (row === null) return null;
  const { answered, body_hash, body, ...head } = row;
  return { head, answer: answered === null ? null : { reference: answered, body_hash, body } };
}

/** Events after `after`, oldest first, decrypted and in today's form. */
export async function eventsAfter(
  on: Db | Tx,
  key: Key,
  reference: Reference,
  after: number,
  limit = 10_000,
): Promise<Recorded[]> {
  const rows = await select<{ seq: number; at: string; v: number; body: Buffer }>(
    on,
    'SELECT seq, at, v, body FROM events WHERE reference = ? AND seq > ? ORDER BY seq LIMIT ?',
    [reference, after, limit],
  );
  return rows.map(({ seq, at, v, body }) => {
    const { by, event } = readBody(key, reference, seq, body);
    return upcast({ seq, at, v, by, event });
  });
}

/** The state that a head stands for: its snapshot and the events since. */
export async function stateAt(on: Db | Tx, key: Key, reference: Reference, head: HeadRow): Promise<Mobility | null> {
  const snapshot = head.snapshot === null ? null : readSnapshot(key, reference, head.snapshot);
  if (head.snapshot_rev >= head.rev) return snapshot;
  return replay(await eventsAfter(on, key, reference, head.snapshot_rev), snapshot);
}

const eventAad = (reference: Reference, seq: number): string => `event:${reference}:${String(seq)}`;
const snapshotAad = (reference: Reference): string => `snapshot:${reference}`;

/** Encrypts an event's body for its place in the records. */
export const sealBody = (key: Key, reference: Reference, seq: number, body: EventBody): Buffer =>
  encryptJson(key, eventAad(reference, seq), body);
/** Encrypts a snapshot. */
export const sealSnapshot = (key: Key, reference: Reference, state: Mobility): Buffer =>
  encryptJson(key, snapshotAad(reference), { form: STATE_FORM, state });

// What we wrote ourselves and sealed with an authenticated key is what its type says.
/** Decrypts an event's body. @throws KeyUnavailable */
export const readBody = (key: Key, reference: Reference, seq: number, body: Buffer): EventBody =>
  decryptJson(key, eventAad(reference, seq), body) as EventBody;
/** Decrypts a snapshot, in today's form. @throws KeyUnavailable */
export function readSnapshot(key: Key, reference: Reference, snapshot: Buffer): Mobility {
  const kept = decryptJson(key, snapshotAad(reference), snapshot) as { form: number; state: Mobility } | Mobility;
  // 0.1.0 kept the state alone, in the first form.
  return 'form' in kept ? upcastState(kept.form, kept.state) : upcastState(1, kept);
}
