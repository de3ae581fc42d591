import type { Client } from '@temporalio/client';
import type { Db } from '../../db/connect.ts';
import type { Keys } from '../../db/keys.ts';
import { GENESIS } from '../../db/records/chain.ts';
import type { Head } from '../../db/records/head.ts';
import type { Lost } from '../../db/records/raise-behind.ts';
import { selectOne } from '../../db/sql.ts';
import type { Reference } from '../../domain/ids.ts';
import type { Recorded } from '../../domain/mobility/events.ts';
import { stepsOf, type Execution } from './history.ts';

/**
 * What a run knows that is not in the records any more; undefined when everything that it knows is there, as it is
 * unless an older backup was put back.
 */
export async function lostBy(
  client: Client,
  db: Db,
  keys: Keys,
  reference: Reference,
  run: Execution,
): Promise<Lost | undefined> {
  const lost = new Map<number, Recorded>();
  let newest: Head | undefined;
  for await (const { head, events } of stepsOf(client, db, keys, run)) {
    newest ??= head;
    // Asked after the history was read: the records are written first, so a run that is right never looks ahead.
    if (await isRecorded(db, reference, head))
      return newest === head ? undefined : { after: head.rev, upTo: newest.rev, events: inOrder(lost, head.rev) };
    for (const event of events) if (!lost.has(event.seq)) lost.set(event.seq, event);
  }
  if (newest === undefined) return undefined;
  // Where they parted is no longer in Temporal either.
  const { rev } = (await selectOne<{ rev: number }>(db, 'SELECT rev FROM heads WHERE reference = ?', [reference])) ?? {
    rev: 0,
  };
  const after = Math.min(rev, newest.rev - 1);
  return { after, upTo: newest.rev, events: inOrder(lost, after) };
}

const inOrder = (events: ReadonlyMap<number, Recorded>, after: number): Recorded[] =>
  [...events.values()].filter(({ seq }) => seq > after).sort((a, b) => a.seq - b.seq);

/** Whether the chain in the records has this link. */
async function isRecorded(db: Db, reference: Reference, { rev, hash }: Head): Promise<boolean> {
  if (rev === 0) return hash === GENESIS;
  const row = await selectOne<{ hash: string }>(db, 'SELECT hash FROM events WHERE reference = ? AND seq = ?', [
    reference,
    rev,
  ]);
  return row?.hash === hash;
}
