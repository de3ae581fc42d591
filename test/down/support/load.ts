import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './client.ts';
import type { Part, Usage } from './part.ts';

export interface Load {
  /** How many answers there were, by status. */
  readonly statuses: Readonly<Record<number, number>>;
  readonly slowestMs: number;
  /** Of the process under load, at its worst. */
  readonly most: Usage;
  readonly mostInFirstHalfMiB: number;
}

/** Keeps so many requests under way for so long; who is sent away comes back after a moment. */
export async function load(
  part: Part,
  atOnce: number,
  forMs: number,
  ask: (n: number) => Promise<Answer>,
): Promise<Load> {
  const end = Date.now() + forMs;
  const statuses: Record<number, number> = {};
  let slowestMs = 0;
  let sent = 0;
  let mostInFirstHalfMiB = 0;
  const most = { residentMiB: 0, descriptors: 0 };
  const one = async (): Promise<void> => {
    while (Date.now() < end) {
      const { status, ms } = await ask((sent += 1));
      statuses[status] = (statuses[status] ?? 0) + 1;
      slowestMs = Math.max(slowestMs, ms);
      if (status === 503) await sleep(250);
    }
  };
  const watch = async (): Promise<void> => {
    while (Date.now() < end) {
      const { residentMiB, descriptors } = part.usage();
      most.residentMiB = Math.max(most.residentMiB, residentMiB);
      if (Date.now() < end - forMs / 2) mostInFirstHalfMiB = most.residentMiB;
      most.descriptors = Math.max(most.descriptors, descriptors);
      await sleep(200);
    }
  };
  await Promise.all([watch(), ...Array.from({ length: atOnce }, one)]);
  return { statuses, slowestMs, most, mostInFirstHalfMiB };
}
