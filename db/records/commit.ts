import type { CommandId, Reference, Sha256 } from '../../domain/ids.ts';
import type { Answer } from '../../domain/mobility/commands.ts';
import type { AskedEffect } from '../../domain/mobility/deciding.ts';
import { due, type DueItem } from '../../domain/mobility/due.ts';
import type { Recorded } from '../../domain/mobility/events.ts';
import { replay } from '../../domain/mobility/evolve.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { refuse, type Refusal } from '../../domain/refusal.ts';
import type { Instant } from '../../domain/time/civil.ts';
import { inTransaction, type Db, type Tx } from '../connect.ts';
import type { Key } from '../crypto.ts';
import { ERASED } from '../erasure/alive.ts';
import type { Keys } from '../keys.ts';
import { executeAll } from '../sql.ts';
import { insertion, type Row, type Statement } from '../statements.ts';
import { keepAnswer, openAnswer, type AnswerRow, type KeptOutcome } from './answers.ts';
import { eventHash, payloadHash, saltedBody } from './chain.ts';
import {
  eventsAfter,
  headAndAnswer,
  headRow,
  sealBody,
  sealSnapshot,
  stateAt,
  type Head,
  type HeadRow,
} from './head.ts';
import { putInOutbox, settleOutbox } from './outbox.ts';
import { project } from './project.ts';
import { shareRoles, type Shared } from './share-roles.ts';

export interface Commit {
  readonly reference: Reference;
  /** The head that was decided upon. */
  readonly expected: Head;
  readonly command: {
    readonly id: CommandId | null;
    readonly bodyHash: Sha256;
    /** Whatever was decided: after this instant it is not recorded any more. Runs that 0.1.0 began do not say it. */
    readonly notAfter?: Instant;
  };
  readonly at: string;
  readonly decided:
    { readonly events: readonly Recorded[]; readonly effects: readonly AskedEffect[] } | { readonly refusal: Refusal };
}

/**
 * What came of a commit; exactly this is applied, whatever the rules would say later. So it also says what is due next:
 * runs that 0.1.0 began lack that, and ask the rules.
 */
export type Committed =
  | {
      readonly status: 'committed';
      readonly head: Head;
      readonly events: readonly Recorded[];
      readonly next?: DueItem | null;
      readonly answer: Answer;
    }
  | { readonly status: 'refused'; readonly refusal: Refusal }
  /** The command had been done before: its answer again. */
  | { readonly status: 'repeated'; readonly answer: Answer }
  /** The records know more: apply this and decide again. Nothing was written. */
  | {
      readonly status: 'ahead';
      readonly head: Head;
      readonly events: readonly Recorded[];
      readonly next?: DueItem | null;
    }
  /** The records know less than what was decided upon: an old backup. Nothing was written. */
  | { readonly status: 'behind' };

/**
 * Compare and append: in one transaction the events, the command's answer, the outbox, the derived rows and the
 * snapshot are written, if the head is the expected one.
 * @throws DatabaseError when the database cannot be reached; nothing was written then, or all of it
 */
export const commit = (db: Db, keys: Keys, input: Commit, now = (): Date => new Date()): Promise<Committed> =>
  inTransaction(db, async (tx) => {
    const found = await locked(tx, input);
    if (found === null) return { status: 'behind' };
    const { head, answer } = found;
    if (head.status === ERASED) return { status: 'refused', refusal: refuse('erased') };
    const key = await keys.dataKey(tx, input.reference);
    if (head.rev > input.expected.rev) {
      const events = await eventsAfter(tx, key, input.reference, input.expected.rev);
      const next = dueIn(await stateAt(tx, key, input.reference, head));
      return { status: 'ahead', head: { rev: head.rev, hash: head.hash }, events, next };
    }
    if (head.rev < input.expected.rev || head.hash !== input.expected.hash) return { status: 'behind' };
    return (await before(tx, keys, input, answer)) ?? (await append(tx, key, head, inTime(input, now()), now()));
  });

async function locked(
  tx: Tx,
  { reference, command }: Commit,
): Promise<{ readonly head: HeadRow; readonly answer: AnswerRow | null } | null> {
  if (command.id !== null) return headAndAnswer(tx, reference, command.id);
  const head = await headRow(tx, reference, true);
  return head === null ? null : { head, answer: null };
}

/** The same command once more: its answer, or a refusal when the key now stands for something else. */
async function before(
  tx: Tx,
  keys: Keys,
  { command }: Commit,
  answer: AnswerRow | null,
): Promise<Committed | undefined> {
  if (command.id === null || answer === null) return undefined;
  const kept = await openAnswer(tx, keys, command.id, answer);
  if (kept.bodyHash !== command.bodyHash) return { status: 'refused', refusal: refuse('key-reused') };
  return 'answer' in kept.outcome
    ? { status: 'repeated', answer: kept.outcome.answer }
    : { status: 'refused', refusal: kept.outcome.refusal };
}

/**
 * A commit is tried for as long as the database is away. Whoever gave up meanwhile was told that nothing will come of
 * it, although it was decided in time.
 */
const inTime = (input: Commit, now: Date): Commit =>
  input.command.notAfter !== undefined && now.toISOString() > input.command.notAfter && 'events' in input.decided
    ? { ...input, decided: { refusal: refuse('too-late') } }
    : input;

/** Writes what was decided upon this head, which is locked. */
export async function append(tx: Tx, key: Key, row: HeadRow, input: Commit, now: Date): Promise<Committed> {
  const { reference, command, decided, at } = input;
  const { id, bodyHash } = command;
  const kept = (outcome: KeptOutcome, rev: number): Statement[] =>
    id === null ? [] : keepAnswer(key, { id, reference, bodyHash, outcome, rev, at });
  if ('refusal' in decided) {
    await executeAll(tx, kept({ refusal: decided.refusal }, row.rev));
    return { status: 'refused', refusal: decided.refusal };
  }
  const { events, effects } = decided;
  const { head, rows } = chained(key, reference, row, events);
  const answer: Answer = { rev: head.rev, at: events.at(-1)?.at ?? at, recorded: events.map((e) => e.event.type) };
  const state = await stateAt(tx, key, reference, row);
  const after = replay(events, state);
  const asked = after === null ? NOTHING : await shareRoles(tx, after, effects, now);
  await executeAll(tx, [
    ...insertion('events', rows),
    ...kept({ answer }, head.rev),
    ...putInOutbox(key, reference, asked.pending, answer.at),
    ...putInOutbox(key, reference, asked.settled, answer.at, 'settled'),
    ...settleOutbox(events),
    ...(after === null || events.length === 0
      ? []
      : [...project(tx, state, after), moveHead(head, after, sealSnapshot(key, reference, after))]),
  ]);
  return { status: 'committed', head, events, next: dueIn(after), answer };
}

const NOTHING: Shared = { pending: [], settled: [] };

const dueIn = (state: Mobility | null): DueItem | null => (state === null ? null : due(state));

const moveHead = ({ rev, hash }: Head, { reference, status, at }: Mobility, snapshot: Buffer): Statement => ({
  sql: 'UPDATE heads SET rev = ?, hash = ?, snapshot = ?, snapshot_rev = ?, status = ?, updated_at = ? WHERE reference = ?',
  params: [rev, hash, snapshot, rev, status, at, reference],
});

/** The rows of events, each with the hash that ties it to the one before, and the head after them. */
function chained(
  key: Key,
  reference: Reference,
  from: Head,
  events: readonly Recorded[],
): { readonly head: Head; readonly rows: readonly Row[] } {
  let { rev, hash } = from;
  const rows = events.map((recorded) => {
    if (recorded.seq !== rev + 1)
      throw new Error(`Event ${String(recorded.seq)} cannot follow event ${String(rev)} of ${reference}.`);
    const body = saltedBody(recorded);
    const payload = payloadHash(body);
    const previous = hash;
    rev = recorded.seq;
    hash = eventHash(previous, rev, recorded.event.type, recorded.at, payload);
    return {
      reference,
      seq: rev,
      type: recorded.event.type,
      v: recorded.v,
      at: recorded.at,
      by_person: recorded.by.person ?? null,
      prev_hash: previous,
      hash,
      payload_hash: payload,
      body: sealBody(key, reference, rev, body),
    };
  });
  return { head: { rev, hash }, rows };
}
