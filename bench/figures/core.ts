import { decide } from '../../domain/mobility/decide.ts';
import { replay } from '../../domain/mobility/evolve.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { isRefusal } from '../../domain/refusal.ts';
import { exampleProcedure } from '../../test/support/procedures.ts';
import { wholeMobility } from '../../test/support/journey.ts';
import type { Figure } from '../figure.ts';
import { measured, PAIRS } from '../measure/pairs.ts';

const ASKED_FOR = 1_000;
const WARM_MS = 1_500;
const ROUND_MS = 700;

/**
 * Whole mobilities of the example procedure through `decide` and `evolve` alone: their commands are made once, before.
 * A second is one of processor time of this process, its compiler's and collector's threads included: what one core
 * does, also on a busy machine.
 */
export const core: Figure = {
  figure: 'core',
  unit: 'mobilities a second',
  what: 'Mobilities of the example erasmus-study through decide and evolve, a second of one core; beside the constant 1,000',
  goal: { atLeast: 1 },
  measure() {
    const procedure = exampleProcedure('caen', 'erasmus-study');
    const { sent, events } = wholeMobility(procedure);
    run(WARM_MS);
    const rounds = Array.from({ length: PAIRS }, () => ({ ours: run(ROUND_MS), floor: ASKED_FOR }));
    const notes = [`a mobility is ${String(sent.length)} commands and ${String(events.length)} events`];
    return Promise.resolve(measured(rounds, notes));

    function run(milliseconds: number): number {
      const start = process.cpuUsage();
      const until = performance.now() + milliseconds;
      let done = 0;
      while (performance.now() < until) {
        if (once() !== events.length) throw new Error('The same commands gave another mobility.');
        done += 1;
      }
      const { user, system } = process.cpuUsage(start);
      return (done * 1_000_000) / (user + system);
    }

    function once(): number {
      let state: Mobility | null = null;
      for (const { command, now } of sent) {
        const decision = decide(procedure, state, command, now);
        if (isRefusal(decision)) throw new Error(`${command.act.type} was refused: ${decision.code}`);
        state = replay(decision.events, state);
      }
      return state?.rev ?? 0;
    }
  },
};
