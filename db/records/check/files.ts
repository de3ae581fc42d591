import { setImmediate } from 'node:timers/promises';
import type { Reference } from '../../../domain/ids.ts';
import type { Db } from '../../connect.ts';
import { filesOf, headsAfter, headsOf, type FileRows, type HeadColumns } from './rows.ts';

/** Which mobilities: these, or those of an institution, or all. */
export interface Which {
  readonly references?: readonly Reference[];
  readonly institution?: string;
}

const HEADS_AT_ONCE = 200;
/** So many events are held at once, or those of one mobility. */
const EVENTS_AT_ONCE = 3_000;

/** All heads asked for, page by page in the order of their keys. */
export async function* headPages(db: Db, { references, institution }: Which): AsyncGenerator<HeadColumns[]> {
  if (references !== undefined) {
    const sorted = [...new Set(references)].sort();
    for (let from = 0; from < sorted.length; from += HEADS_AT_ONCE) {
      const heads = await headsOf(db, sorted.slice(from, from + HEADS_AT_ONCE));
      const wanted = heads.filter((head) => institution === undefined || head.institution === institution);
      if (wanted.length > 0) yield wanted;
    }
    return;
  }
  let after = '';
  for (;;) {
    const heads = await headsAfter(db, after, HEADS_AT_ONCE, institution);
    const last = heads.at(-1);
    if (last === undefined) return;
    yield heads;
    after = last.reference;
  }
}

/** The files of a page of heads, in portions that fit into memory. */
export async function* filesIn(db: Db, heads: readonly HeadColumns[]): AsyncGenerator<FileRows[]> {
  let portion: HeadColumns[] = [];
  let events = 0;
  // SQLite answers at once: without a turn for others, whoever shares the process would wait for the end of all.
  await setImmediate();
  for (const head of heads) {
    if (portion.length > 0 && events + head.rev > EVENTS_AT_ONCE) {
      yield await filesOf(db, portion);
      portion = [];
      events = 0;
    }
    portion.push(head);
    events += head.rev;
  }
  if (portion.length > 0) yield await filesOf(db, portion);
}
