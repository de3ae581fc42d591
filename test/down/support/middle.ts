import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Client } from './client.ts';
import type { Installation } from './installation.ts';
import { moved, openFile } from './people.ts';

/** Acts on one file of which some were under way when something went away. */
export interface Cut {
  readonly reference: string;
  readonly acts: readonly { readonly key: string; readonly act: Record<string, unknown> }[];
  /** Undefined where the connection broke. */
  readonly answers: readonly (Answer | undefined)[];
}

const ACTS = 8;
/** Where the machine is so quick that all were done by then, the next one is tried. */
const AFTER_MS = [120, 60, 30, 15] as const;

/**
 * Sends acts at once and takes something away in the middle of them.
 * @param away is given the answers to wait for, and brings back what it took
 * @throws when all acts were done before
 */
export async function inTheMiddle(
  on: Installation,
  officer: Client,
  away: (answers: Promise<unknown>) => Promise<unknown>,
): Promise<Cut> {
  for (const ms of AFTER_MS) {
    const { reference } = await openFile(on, officer);
    const acts = Array.from({ length: ACTS }, (_, n) => ({ key: randomUUID(), act: moved(n) }));
    const sending = Promise.all(acts.map(({ key, act }) => officer.act(reference, act, key).catch(() => undefined)));
    await sleep(ms);
    await away(sending);
    const answers = await sending;
    if (answers.some((answer) => answer?.status !== 200)) return { reference, acts, answers };
  }
  throw new Error('All acts were done before anything went away: nothing was in the middle.');
}
