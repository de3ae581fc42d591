import { due } from '../../domain/mobility/due.ts';
import { laterBy } from '../../domain/time/instants.ts';
import type { Dice } from './dice.ts';
import { born, stateOf } from './journey.ts';
import { send, system, type Driven } from './mobility.ts';
import { exampleProcedure } from './procedures.ts';
import { randomProcedure } from './random.ts';
import { randomTry } from './random-acts.ts';

const example = exampleProcedure('caen', 'erasmus-study');

/** A mobility that people, time and chance have had their way with. */
export function randomLife(chance: Dice, steps: number): Driven {
  const driven = born(chance.oneIn(4) ? example : randomProcedure(chance));
  goOn(driven, chance, steps);
  return driven;
}

/** So many more tries, most of them sensible; whatever is due by then is done. */
export function goOn(driven: Driven, chance: Dice, steps: number): void {
  for (let step = 0; step < steps; step += 1) {
    if (chance.oneIn(5)) passTime(driven, chance);
    const { actor, act, facts } = randomTry(chance, driven, stateOf(driven));
    send(driven, actor, act, facts);
  }
}

const MOST_TICKS = 100;

function passTime(driven: Driven, chance: Dice): void {
  driven.now = laterBy(driven.now, chance.pick([60, 3600, 86_400, 10 * 86_400]));
  for (let ticks = 0; ticks < MOST_TICKS; ticks += 1) {
    const next = due(stateOf(driven));
    if (next === null || next.at > driven.now) return;
    send(driven, system, { type: 'tick' });
  }
  throw new Error('What is due does not come to an end.');
}
