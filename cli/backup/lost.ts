import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Db } from '../../db/connect.ts';
import { KeyUnavailable } from '../../db/crypto.ts';
import { ERASED } from '../../db/erasure/alive.ts';
import type { Keys } from '../../db/keys.ts';
import { readBody } from '../../db/records/head.ts';
import { keepNumbersUsed } from '../../db/records/numbers.ts';
import { raiseBehind, type Lost } from '../../db/records/raise-behind.ts';
import { select, selectOne } from '../../db/sql.ts';
import type { Reference } from '../../domain/ids.ts';
import type { Recorded } from '../../domain/mobility/events.ts';
import { upcast } from '../../domain/mobility/upcast.ts';

export interface LostByRestore {
  /** Files that go back to an earlier event. */
  readonly behind: readonly { readonly reference: Reference; readonly after: number; readonly upTo: number }[];
  /** Files that were nominated after the backup. */
  readonly unknown: readonly Reference[];
  /** False: what was there cannot be read, so what is lost is not known. */
  readonly compared: boolean;
}

interface Row {
  readonly reference: string;
  readonly rev: number;
  readonly hash: string;
  readonly status: string;
}
interface OldEvent {
  readonly seq: number;
  readonly at: string;
  readonly v: number;
  readonly hash: string;
  readonly body: Uint8Array;
}

/** Compares what was there with what is put back, and says on each file what it lost. @param source names this restore */
export async function tellLosses(before: string, db: Db, keys: Keys, source: string): Promise<LostByRestore> {
  let old: DatabaseSync;
  let heads: Row[];
  try {
    old = new DatabaseSync(before, { readOnly: true });
    heads = old.prepare('SELECT reference, rev, hash, status FROM heads ORDER BY reference').all() as unknown as Row[];
  } catch {
    return { behind: [], unknown: [], compared: false };
  }
  try {
    const events = old.prepare('SELECT seq, at, v, hash, body FROM events WHERE reference = ? ORDER BY seq DESC');
    const behind: { reference: Reference; after: number; upTo: number }[] = [];
    const gone: { reference: Reference; erased: boolean }[] = [];
    for (const { reference, rev, hash, status } of heads) {
      const now = await selectOne<Row>(db, 'SELECT reference, rev, hash, status FROM heads WHERE reference = ?', [
        reference,
      ]);
      if (now === null) gone.push({ reference, erased: status === ERASED });
      // What was erased is not lost.
      if (now === null || status === ERASED || now.status === ERASED) continue;
      if (now.rev === rev && now.hash === hash) continue;
      const lost = await lostIn(db, keys, reference, events);
      if (lost.length === 0) continue;
      const after = (lost[0]?.seq ?? 1) - 1;
      await tellFile(db, keys, reference, { after, upTo: rev, events: lost.flatMap(({ said }) => said ?? []) }, source);
      behind.push({ reference, after, upTo: rev });
    }
    await keepNumbersUsed(
      db,
      gone.map(({ reference }) => reference),
    );
    const unknown = gone.filter(({ erased }) => !erased).map(({ reference }) => reference);
    return { behind, unknown, compared: true };
  } finally {
    old.close();
  }
}

/** A file without a key can be told nothing. */
async function tellFile(db: Db, keys: Keys, reference: Reference, lost: Lost, source: string): Promise<void> {
  try {
    await raiseBehind(db, keys, reference, lost, source);
  } catch (error) {
    if (!(error instanceof KeyUnavailable)) throw error;
  }
}

interface LostEvent {
  readonly seq: number;
  readonly said?: Recorded;
}

/** The events after the last one that both have, oldest first. */
async function lostIn(db: Db, keys: Keys, reference: Reference, events: StatementSync): Promise<LostEvent[]> {
  const kept = new Map(
    (
      await select<{ seq: number; hash: string }>(db, 'SELECT seq, hash FROM events WHERE reference = ?', [reference])
    ).map(({ seq, hash }) => [seq, hash]),
  );
  const key = await keys.existingKey(db, reference).catch((error: unknown) => {
    if (error instanceof KeyUnavailable) return null;
    throw error;
  });
  const lost: LostEvent[] = [];
  for (const row of events.all(reference) as unknown as OldEvent[]) {
    const { seq, at, v, hash, body } = row;
    if (kept.get(seq) === hash) break;
    const read = key === null ? null : bodyOf(() => readBody(key, reference, seq, Buffer.from(body)));
    lost.unshift(read === null ? { seq } : { seq, said: upcast({ seq, at, v, by: read.by, event: read.event }) });
  }
  return lost;
}

function bodyOf<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof KeyUnavailable) return null;
    throw error;
  }
}
