import { expect } from 'chai';
import { hasMariaDb } from '../support/needs-mariadb.ts';
import { note } from '../support/note.ts';
import type { DatabaseKind } from '../support/database.ts';
import { dice } from '../support/dice.ts';
import { openBook, type Book } from './book.ts';
import { startGround, type Ground, type GroundOptions } from './instance.ts';
import { staffOf, startJourney } from './journey.ts';
import { counted, openTally, type Tally } from './tally.ts';
import { judge } from './verdict.ts';

/** A ground with people on it, and the count of what falls on it. */
export interface Scene {
  readonly ground: Ground;
  readonly book: Book;
  readonly tally: Tally;
}

/**
 * Starts a ground, lets the faults fall, and asserts that nothing was lost, repeated or contradicted. The ground of a
 * test that fails is left for people to look at.
 */
export async function withGround(
  what: string,
  kind: DatabaseKind,
  play: (scene: Scene) => Promise<void>,
  options: GroundOptions = {},
): Promise<void> {
  const ground = await startGround(kind, options);
  const scene = { ground, book: openBook(), tally: openTally() };
  let isWell = false;
  try {
    await play(scene);
    const verdict = await judge(ground, scene.book);
    note(`${what}, on ${kind}: ${counted(scene.tally, verdict)}, ${String(verdict.mobilities)} mobilities`);
    expect(verdict.faults).to.deep.equal([]);
    isWell = true;
  } finally {
    scene.book.isClosed = true;
    if (!isWell) note(`${what}: what was recorded and logged until then is in ${ground.data}.`);
    await ground.remove(!isWell);
  }
}

/** Whole mobilities one after the other in so many lanes, until the faults have fallen; those under way are ended. */
export async function travelling(
  { ground, book }: Scene,
  lanes: number,
  seed: number,
  faults: () => Promise<void>,
): Promise<void> {
  const staff = await staffOf(ground, book);
  let falling = true;
  let number = 0;
  const lane = async (): Promise<void> => {
    do {
      number += 1;
      const traveller = await startJourney({ ground, book, staff, number, dice: dice(seed + number) });
      await traveller.travel();
    } while (falling);
  };
  await Promise.all([
    faults().finally(() => {
      falling = false;
    }),
    ...Array.from({ length: lanes }, lane),
  ]);
}

/** Whether the test can run on this database here; in CI it must. */
export const isThere = (kind: DatabaseKind): boolean => kind !== 'mariadb' || hasMariaDb();
