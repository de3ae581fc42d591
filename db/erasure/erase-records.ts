import type { InstitutionId, PersonId, Reference } from '../../domain/ids.ts';
import { decide } from '../../domain/mobility/decide.ts';
import { systemCommand } from '../../domain/mobility/system-command.ts';
import { isRefusal } from '../../domain/refusal.ts';
import type { Instant } from '../../domain/time/civil.ts';
import type { Tx } from '../connect.ts';
import { KeyUnavailable, type Key } from '../crypto.ts';
import type { Keys } from '../keys.ts';
import { payloadHash } from '../records/chain.ts';
import { append } from '../records/commit.ts';
import { headRow, readBody, stateAt } from '../records/head.ts';
import { procedureByHash } from '../records/procedures.ts';
import { execute, forUpdate, select, selectOne, upsert } from '../sql.ts';
import { ERASED } from './alive.ts';
import { removePerson, type PersonErased } from './erase-person.ts';
import { isProved, lineOf, type Tombstone } from './tombstones.ts';

export type RecordsErased =
  | { readonly status: 'erased'; readonly wasOpen: boolean; readonly person: PersonErased }
  | { readonly status: 'already' }
  | { readonly status: 'not-found' }
  /** The tombstone is not of this mobility: nothing was touched. */
  | { readonly status: 'foreign' };

/**
 * Destroys the key of a mobility and everything of it that stands in clear, all or nothing: it is closed before, so that
 * counters and history are right, and its chain still verifies afterwards. The tombstone is on the disk already.
 */
export async function eraseRecords(tx: Tx, keys: Keys, tombstone: Tombstone): Promise<RecordsErased> {
  const { reference, at } = tombstone;
  const found = await selectOne<Whose>(tx, 'SELECT institution, person FROM heads WHERE reference = ?', [reference]);
  if (found === null) return { status: 'not-found' };
  // As a nomination does, and in the same order: the person must not get a file while it is asked whether they have one.
  await select(tx, `SELECT id FROM institutions WHERE id = ?${forUpdate(tx)}`, [found.institution]);
  const head = await headRow(tx, reference, true);
  if (head === null) return { status: 'not-found' };
  if (head.status === ERASED) return { status: 'already' };
  const key = await keys.keyIfAny(tx, reference);
  if (key !== null && !isProved(tombstone, key)) return { status: 'foreign' };
  const wasOpen = key !== null && (await close(tx, key, reference, at));
  if (key !== null) await fillPayloadHashes(tx, key, reference);
  await execute(tx, 'DELETE FROM data_keys WHERE reference = ?', [reference]);
  await blank(tx, reference, at);
  const person = await removePerson(tx, found.institution, found.person, at);
  await upsert(tx, 'erasures', ['reference'], {
    reference,
    institution: found.institution,
    at,
    tombstone: lineOf(tombstone),
    again_at: at,
  });
  return { status: 'erased', wasOpen, person };
}

interface Whose {
  readonly institution: InstitutionId;
  readonly person: PersonId;
}

/** Decided and committed like any other act, so that whoever is asked to go on finds the records ahead. */
async function close(tx: Tx, key: Key, reference: Reference, now: Instant): Promise<boolean> {
  const head = await headRow(tx, reference, true);
  const state = head === null ? null : await stateAt(tx, key, reference, head);
  if (head === null || state?.status !== 'open') return false;
  const command = systemCommand(state.institution, { type: 'erase' });
  const decided = decide(await procedureByHash(tx, state.procedure.hash), state, command, now);
  if (isRefusal(decided)) throw new Error(`${reference} cannot be closed: ${decided.code}.`);
  const { id, bodyHash } = command;
  await append(
    tx,
    key,
    head,
    { reference, expected: head, command: { id, bodyHash }, at: now, decided },
    new Date(now),
  );
  return true;
}

/** Events of earlier versions have no hash of their payload in clear: without the key nobody could make it. */
async function fillPayloadHashes(tx: Tx, key: Key, reference: Reference): Promise<void> {
  const rows = await select<{ seq: number; body: Buffer }>(
    tx,
    'SELECT seq, body FROM events WHERE reference = ? AND payload_hash IS NULL ORDER BY seq',
    [reference],
  );
  for (const { seq, body } of rows) {
    const hash = hashIn(key, reference, seq, body);
    if (hash !== undefined)
      await execute(tx, 'UPDATE events SET payload_hash = ? WHERE reference = ? AND seq = ?', [hash, reference, seq]);
  }
}

function hashIn(key: Key, reference: Reference, seq: number, body: Buffer): string | undefined {
  try {
    return payloadHash(readBody(key, reference, seq, body));
  } catch (error) {
    if (error instanceof KeyUnavailable) return undefined;
    throw error;
  }
}

/** What stays of it: events that nobody can read, their hashes, and a row that counts it. */
async function blank(tx: Tx, reference: Reference, at: Instant): Promise<void> {
  for (const table of ['answers', 'outbox', 'tasks', 'drafts', 'messages', 'documents', 'links', 'told_nobody_holds'])
    await execute(tx, `DELETE FROM ${table} WHERE reference = ?`, [reference]);
  await execute(tx, 'UPDATE events SET by_person = NULL WHERE reference = ?', [reference]);
  await execute(
    tx,
    `UPDATE heads SET birth = ?, snapshot = NULL, snapshot_rev = 0, person = '', status = ?, updated_at = ?,
       workflow_started_at = COALESCE(workflow_started_at, ?)
     WHERE reference = ?`,
    [Buffer.alloc(0), ERASED, at, at, reference],
  );
  await execute(
    tx,
    `UPDATE mobilities SET person = '', given = '', family = '', name_folded = '', home_name = NULL, home_country = NULL,
       stage = NULL, stay_start = NULL, stay_end = NULL, next_due = NULL, incidents = 0, updated_at = ?
     WHERE reference = ?`,
    [at, reference],
  );
  await execute(tx, 'UPDATE file_units SET updated_at = ? WHERE reference = ?', [at, reference]);
  // Partners' sessions: those of people go with the person. Only they have nobody, so that an index finds them.
  await execute(tx, "DELETE FROM sessions WHERE person = '' AND data LIKE ?", [
    `%"reference":${JSON.stringify(reference)}%`,
  ]);
}
