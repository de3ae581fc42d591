import { decide } from '../../domain/mobility/decide.ts';
import { replay } from '../../domain/mobility/evolve.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { isRefusal } from '../../domain/refusal.ts';
import { laterBy } from '../../domain/time/instants.ts';
import { dice } from '../../test/support/dice.ts';
import {
  approve,
  born,
  fillDetails,
  givePapers,
  gradeAndIssue,
  signAll,
  stateOf,
  stayAndLeave,
  submitAgreement,
} from '../../test/support/journey.ts';
import type { Driven } from '../../test/support/mobility.ts';
import { exampleProcedure } from '../../test/support/procedures.ts';
import { randomTry, type Try } from '../../test/support/random-acts.ts';

const WALKS = 600;
const LONGEST_WALK = 16;

const journey: readonly ((driven: Driven) => unknown)[] = [
  fillDetails,
  givePapers,
  submitAgreement,
  approve,
  signAll,
  (driven) => {
    driven.now = '2027-07-01T10:00:00.000Z';
    stayAndLeave(driven);
  },
  gradeAndIssue,
];

/**
 * Mobilities in every state, made by the core: the example's journey up to each of its steps and to its end, and
 * walks on which anybody tries anything. The same ones each time.
 */
export function sampleMobilities(): readonly Mobility[] {
  const procedure = exampleProcedure('caen', 'erasmus-study');
  const walks = Array.from({ length: WALKS }, (_, seed) => {
    const driven = born(procedure);
    const chance = dice(seed);
    for (const step of journey.slice(0, chance.int(journey.length))) step(driven);
    for (let n = chance.int(LONGEST_WALK); n > 0; n -= 1) {
      tryIt(driven, randomTry(chance, driven, stateOf(driven)));
    }
    return stateAgain(driven);
  });
  const straight = Array.from({ length: journey.length + 1 }, (_, steps) => {
    const driven = born(procedure);
    for (const step of journey.slice(0, steps)) step(driven);
    return stateAgain(driven);
  });
  return [...straight, ...walks].map((state, n) => ({ ...state, reference: `SAMPLE-${String(n)}` }));
}

function tryIt(driven: Driven, { actor, act, facts }: Try): void {
  const command = { id: null, bodyHash: '', actor, act, facts, notAfter: laterBy(driven.now, 65) };
  const decision = decide(driven.procedure, driven.state, command, driven.now);
  if (isRefusal(decision)) return;
  driven.state = replay(decision.events, driven.state);
  driven.events.push(...decision.events);
  driven.effects.push(...decision.effects);
}

/** The state that the events give: what the records of such a mobility would hold. */
function stateAgain({ events }: Driven): Mobility {
  const state = replay(events);
  if (state === null) throw new Error('A mobility without events.');
  return state;
}
