import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a worker can be told to die, in the order in which one command passes them. */
export const POINTS = [
  'before-commit',
  'after-commit',
  /** The local activity has returned; Temporal has not been told. */
  'before-completion',
  /** An effect's document is in the store, and not yet in the records. */
  'after-store',
  /** The effect is done (a PDF sealed, a file inspected), and not yet reported. */
  'after-effect',
  'before-smtp',
  'after-smtp',
] as const;
export type Point = (typeof POINTS)[number];

/** Which deaths are wanted: each place once at each of these points, a place being a commit, an effect or a mail. */
export interface Plan {
  /** Only places of this mobility. */
  readonly reference: string;
  readonly points: readonly Point[];
  /** Every so many-th place of a point, the first of them after `skip`; 1 and 0: each of them. */
  readonly every: number;
  readonly skip: number;
}

/** A place that was reached, and whether the worker died there. */
export interface Reached {
  readonly point: Point;
  readonly place: string;
  readonly died: boolean;
}

/** What the test and the worker's process tell each other, in a folder. */
export interface Faults {
  arm(plan: Plan): void;
  disarm(): void;
  /** In the worker: dies here when the plan says so, and has not been here before. */
  reach(point: Point, reference: string, place: string): void;
  reached(): readonly Reached[];
}

export function openFaults(folder: string): Faults {
  const plan = join(folder, 'plan.json');
  const ledger = join(folder, 'reached.jsonl');
  const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  const planned = (): Plan | undefined => {
    const text = read(plan);
    // Written below, by the test.
    return text === '' ? undefined : (JSON.parse(text) as Plan);
  };
  const reached = (): Reached[] =>
    read(ledger)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Reached);
  return {
    arm: (wanted) => {
      writeFileSync(plan, JSON.stringify(wanted));
    },
    disarm: () => {
      writeFileSync(plan, '');
    },
    reach(point, reference, place) {
      const wanted = planned();
      if (wanted?.reference !== reference || !wanted.points.includes(point)) return;
      const before = reached().filter((one) => one.point === point);
      if (before.some((one) => one.place === place)) return;
      const died = before.length >= wanted.skip && (before.length - wanted.skip) % wanted.every === 0;
      appendFileSync(ledger, `${JSON.stringify({ point, place, died })}\n`);
      if (died) process.kill(process.pid, 'SIGKILL');
    },
    reached,
  };
}
