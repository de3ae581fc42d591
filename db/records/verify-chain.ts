import type { Reference, Sha256 } from '../../domain/ids.ts';
import type { Db, Tx } from '../connect.ts';
import { KeyUnavailable, type Key } from '../crypto.ts';
import { select } from '../sql.ts';
import { eventHash, GENESIS, payloadHash } from './chain.ts';
import { headRow, readBody, type Head } from './head.ts';

export type ChainCode =
  /** There is no such mobility. */
  | 'head-missing'
  /** Events before this one are not there. */
  | 'event-missing'
  /** An event does not name the hash of the one before it. */
  | 'link-broken'
  /** What stands of an event in clear (number, type, time, payload's hash) was changed. */
  | 'hash-wrong'
  /** Written by an earlier version without its payload's hash: only who has the key can verify it. */
  | 'payload-hash-missing'
  /** What the event says is not what was hashed, or it says another type than its row. */
  | 'payload-wrong'
  /** What the event says cannot be decrypted with the key. */
  | 'payload-unreadable'
  /** The head names another last event than there is. */
  | 'head-wrong';

export interface ChainProblem {
  readonly code: ChainCode;
  /** The event; 0 for the head itself. */
  readonly seq: number;
  readonly message: string;
}

interface EventRow {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly prev_hash: Sha256;
  readonly hash: Sha256;
  readonly payload_hash: Sha256 | null;
  readonly body: Buffer;
}

const AT_ONCE = 500;
const COLUMNS = 'seq, type, at, prev_hash, hash, payload_hash, body';

/**
 * Follows the chain of a mobility's events from the first to the head. Reads only. Somebody may commit meanwhile:
 * events after the head that was read first are not looked at.
 * @param key null verifies what can be without it, as after an erasure
 * @returns what is wrong, in the order of the events; empty when the chain is whole
 */
export async function verifyChain(on: Db | Tx, reference: Reference, key: Key | null): Promise<ChainProblem[]> {
  const head = await headRow(on, reference);
  if (head === null) return [{ code: 'head-missing', seq: 0, message: `There is no mobility ${reference}.` }];
  const problems: ChainProblem[] = [];
  let last: Head = { rev: 0, hash: GENESIS };
  while (last.rev < head.rev) {
    const rows = await select<EventRow>(
      on,
      `SELECT ${COLUMNS} FROM events WHERE reference = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
      [reference, last.rev, head.rev, AT_ONCE],
    );
    for (const row of rows) {
      problems.push(...problemsOf(reference, row, last, key));
      last = { rev: row.seq, hash: row.hash };
    }
    if (rows.length === 0) break;
  }
  if (last.rev !== head.rev || last.hash !== head.hash)
    problems.push({
      code: 'head-wrong',
      seq: 0,
      message: `The head of ${reference} names event ${String(head.rev)}, which is not the last one of the chain.`,
    });
  return problems;
}

function problemsOf(reference: Reference, row: EventRow, before: Head, key: Key | null): ChainProblem[] {
  const { seq, payload_hash: kept } = row;
  const found: ChainProblem[] = [];
  const report = (code: ChainCode, what: string): void => {
    found.push({ code, seq, message: `Event ${String(seq)} of ${reference} ${what}.` });
  };
  if (seq !== before.rev + 1) report('event-missing', `follows event ${String(before.rev)}: events between are lost`);
  else if (row.prev_hash !== before.hash) report('link-broken', 'does not name the hash of the event before it');
  const said = key === null ? undefined : saidBy(key, reference, row);
  if (said === null) report('payload-unreadable', 'cannot be decrypted');
  else if (said !== undefined && (said.type !== row.type || said.hash !== (kept ?? said.hash)))
    report('payload-wrong', 'says something else than what was hashed');
  const payload = kept ?? said?.hash;
  if (payload === undefined) report('payload-hash-missing', 'was recorded without the hash of its payload');
  else if (eventHash(row.prev_hash, seq, row.type, row.at, payload) !== row.hash)
    report('hash-wrong', 'was changed: it has another hash than was recorded');
  return found;
}

/** The hash and type of what an event says; null when it cannot be decrypted. */
function saidBy(key: Key, reference: Reference, { seq, body }: EventRow): { hash: Sha256; type: string } | null {
  try {
    const read = readBody(key, reference, seq, body);
    return { hash: payloadHash(read), type: read.event.type };
  } catch (error) {
    if (error instanceof KeyUnavailable) return null;
    throw error;
  }
}
