import { isDeepStrictEqual } from 'node:util';
import type { Recorded } from '../../../domain/mobility/events.ts';
import { replay } from '../../../domain/mobility/evolve.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import { upcast } from '../../../domain/mobility/upcast.ts';
import type { Db, Tx } from '../../connect.ts';
import { KeyUnavailable, type Key } from '../../crypto.ts';
import type { Keys } from '../../keys.ts';
import { eventHash, GENESIS, payloadHash } from '../chain.ts';
import { readBody, readSnapshot } from '../head.ts';
import { openBirth } from '../read.ts';
import { verifyChain } from '../verify-chain.ts';
import { derivedProblems, differing, headColumns } from './derived.ts';
import { outboxFound, type OutboxMend } from './outbox.ts';
import { problem, type RecordsProblem } from './problem.ts';
import type { FileRows } from './rows.ts';

/** What an examination of one mobility brought. */
export interface Examined {
  readonly problems: readonly RecordsProblem[];
  /** Without its key only the chain can be verified: it was erased. */
  readonly erased: boolean;
  /** What its derived records must be; undefined when the events cannot be trusted or read. */
  readonly right?: Right;
}

export interface Right {
  readonly key: Key;
  /** Null before its birth. */
  readonly state: Mobility | null;
  /** The one it was nominated for, while it is not born. */
  readonly person?: string;
  readonly payloadHashes: readonly { readonly seq: number; readonly hash: string }[];
  readonly outbox: readonly OutboxMend[];
}

/** Compares everything that is kept of one mobility with its events. Reads only; rows that changed meanwhile look wrong. */
export async function examine(on: Db | Tx, keys: Keys, file: FileRows): Promise<Examined> {
  const { reference } = file.head;
  const key = file.hasKey ? await keyOf(on, keys, reference) : null;
  const whole = readWhole(file, key ?? null);
  const chain =
    whole === null
      ? (await verifyChain(on, reference, key ?? null)).map(({ code, message }) =>
          problem(reference, code, code.startsWith('head') ? 'heads' : 'events', message),
        )
      : [];
  if (key === undefined)
    chain.push(problem(reference, 'key-unreadable', 'data_keys', 'Its key cannot be unwrapped with the master key.'));
  // The rows may be newer than the events that were read: whoever finds something looks again under the lock.
  if (whole === null && chain.length === 0)
    chain.push(problem(reference, 'head-wrong', 'heads', 'Its head is not its last event.'));
  if (key === null || key === undefined || whole === null) return { problems: chain, erased: key === null };
  return { erased: false, ...compare(file, key, whole) };
}

/** Undefined when it cannot be unwrapped. */
async function keyOf(on: Db | Tx, keys: Keys, reference: string): Promise<Key | undefined> {
  try {
    return await keys.existingKey(on, reference);
  } catch (error) {
    if (error instanceof KeyUnavailable) return undefined;
    throw error;
  }
}

interface Whole {
  readonly events: readonly Recorded[];
  readonly payloadHashes: Right['payloadHashes'];
}

/** The events when their chain is whole up to the head, each body decrypted once; else null: `verifyChain` says why. */
function readWhole({ head, events: rows }: FileRows, key: Key | null): Whole | null {
  const events: Recorded[] = [];
  const payloadHashes: { seq: number; hash: string }[] = [];
  let last = { rev: 0, hash: GENESIS };
  for (const { seq, type, v, at, prev_hash, hash, payload_hash, body } of rows) {
    let payload = payload_hash;
    if (key !== null) {
      const read = bodyOf(key, head.reference, seq, body);
      if (read?.event.type !== type) return null;
      const said = payloadHash(read);
      if (payload === null) payloadHashes.push({ seq, hash: said });
      else if (payload !== said) return null;
      payload = said;
      events.push({ seq, at, v, by: read.by, event: read.event });
    }
    if (seq !== last.rev + 1 || prev_hash !== last.hash || payload === null) return null;
    if (eventHash(prev_hash, seq, type, at, payload) !== hash) return null;
    last = { rev: seq, hash };
  }
  return last.rev === head.rev && last.hash === head.hash ? { events, payloadHashes } : null;
}

function bodyOf(key: Key, reference: string, seq: number, body: Buffer): ReturnType<typeof readBody> | null {
  try {
    return readBody(key, reference, seq, body);
  } catch (error) {
    if (error instanceof KeyUnavailable) return null;
    throw error;
  }
}

function compare(file: FileRows, key: Key, { events, payloadHashes }: Whole): Omit<Examined, 'erased'> {
  const { head } = file;
  const { reference } = head;
  let state: Mobility | null;
  let history: readonly Recorded[];
  try {
    history = events.map(upcast);
    state = replay(history);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown reason';
    return { problems: [problem(reference, 'replay-failed', 'events', `Its events cannot be replayed: ${why}`)] };
  }
  const person = state === null ? nominatedPerson(key, file) : undefined;
  const outbox = outboxFound(reference, head.rev, history, file.outbox);
  const problems = [
    ...payloadHashes.map(({ seq }) =>
      problem(reference, 'payload-hash-missing', 'events', `Event ${String(seq)} lacks the hash of its payload.`),
    ),
    ...(state === null && person === undefined
      ? [problem(reference, 'birth-unreadable', 'heads', 'The command that it is to be born by cannot be read.')]
      : []),
    ...headProblems(file, key, state, person),
    ...derivedProblems(file, state),
    ...outbox.problems,
  ];
  const right = { key, state, payloadHashes, outbox: outbox.mends, ...(person === undefined ? {} : { person }) };
  return { problems, right };
}

function nominatedPerson(key: Key, { head }: FileRows): string | undefined {
  try {
    const { act } = openBirth(key, head.reference, head.birth);
    return act.type === 'create' ? act.birth.person.id : undefined;
  } catch (error) {
    if (error instanceof KeyUnavailable) return undefined;
    throw error;
  }
}

function headProblems({ head }: FileRows, key: Key, state: Mobility | null, person?: string): RecordsProblem[] {
  const { reference } = head;
  const wrong = differing(headColumns(head, state, person), head);
  const found =
    wrong.length === 0
      ? []
      : [problem(reference, 'head-column-wrong', 'heads', `Not as its events left it: ${wrong.join(', ')}.`)];
  if (state === null) return found;
  if (head.snapshot === null) return [...found, problem(reference, 'snapshot-missing', 'heads', 'It has no snapshot.')];
  return isSnapshotOf(key, reference, head.snapshot, state)
    ? found
    : [...found, problem(reference, 'snapshot-wrong', 'heads', 'Its snapshot is not what its events give.')];
}

function isSnapshotOf(key: Key, reference: string, snapshot: Buffer, state: Mobility): boolean {
  try {
    const kept = readSnapshot(key, reference, snapshot);
    const text = JSON.stringify(state);
    return JSON.stringify(kept) === text || isDeepStrictEqual(kept, JSON.parse(text));
  } catch (error) {
    if (error instanceof KeyUnavailable) return false;
    throw error;
  }
}
