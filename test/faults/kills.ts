import { setTimeout as sleep } from 'node:timers/promises';
import { dice } from '../support/dice.ts';
import { killProcess } from '../support/kill.ts';
import type { Ground } from './instance.ts';
import type { Tally, Victim } from './tally.ts';

/** SIGKILL for some at once, so long after the one before. */
export interface Stroke {
  readonly afterMs: number;
  readonly victims: readonly Victim[];
  /** How long MariaDB stays away; the others have a supervisor. */
  readonly awayMs: number;
}

const SHORTEST_MS = 200;
const LONGEST_MS = 8_000;
const AWAY_MS = 3_000;

/** The strokes that a seed stands for, until so many are killed: the same seed always gives the same ones. */
export function strokesOf(seed: number, kills: number, victims: readonly [Victim, ...Victim[]]): readonly Stroke[] {
  const chance = dice(seed);
  const strokes: Stroke[] = [];
  let left = kills;
  while (left > 0) {
    const together = chance.oneIn(3);
    const some = victims.filter(() => chance.oneIn(2));
    const hit = together && some.length > 0 ? some : [chance.pick(victims)];
    strokes.push({
      afterMs: SHORTEST_MS + chance.int(LONGEST_MS - SHORTEST_MS),
      victims: hit.slice(0, left),
      awayMs: chance.int(AWAY_MS),
    });
    left -= Math.min(hit.length, left);
  }
  return strokes;
}

const BACK_MS = 30_000;

/** Strikes until the strokes are used up. */
export async function strike(ground: Ground, tally: Tally, strokes: readonly Stroke[]): Promise<void> {
  const last = new Map<Victim, number>();
  for (const { afterMs, victims, awayMs } of strokes) {
    await sleep(afterMs);
    // All ids first: those who are killed together shall die together.
    const pids = await Promise.all(victims.map((victim) => anew(ground, victim, last.get(victim))));
    for (const [n, victim] of victims.entries()) {
      const pid = pids[n];
      killProcess(pid, victim);
      if (pid !== undefined) last.set(victim, pid);
      tally.add(victim);
    }
    if (victims.includes('mariadb')) {
      await sleep(awayMs);
      await ground.mariadb?.start();
    }
  }
}

/** The process of this name that is not the one that was killed before. */
async function anew(ground: Ground, victim: Victim, before: number | undefined): Promise<number> {
  const until = Date.now() + BACK_MS;
  for (;;) {
    const pid = await ground.pid(victim).catch(() => undefined);
    if (pid !== undefined && pid !== before) return pid;
    if (Date.now() > until) throw new Error(`${victim} was not started again within ${String(BACK_MS / 1000)} s.`);
    await sleep(20);
  }
}
