import { exampleProcedure } from '../../test/support/procedures.ts';
import { wholeMobility } from '../../test/support/journey.ts';
import type { Figure } from '../figure.ts';
import { measured, PAIRS } from '../measure/pairs.ts';

const ASKED_FOR = 1_000;
const WARM_MS = 1_500;
const ROUND_MS = 700;

/**
 * Whole mobilities of the example procedure through `decide` and `evolve` alone. A second is one of processor time of
 * this process, its compiler's and collector's threads included: what one core does, also on a busy machine.
 */
export const core: Figure = {
  figure: 'core',
  unit: 'mobilities a second',
  what: 'Mobilities of the example erasmus-study through decide and evolve, a second of one core; beside the constant 1,000',
  goal: { atLeast: 1 },
  measure() {
    const procedure = exampleProcedure('caen', 'erasmus-study');
    const { events } = wholeMobility(procedure);
    run(WARM_MS);
    const rounds = Array.from({ length: PAIRS }, () => ({ ours: run(ROUND_MS), floor: ASKED_FOR }));
    return Promise.resolve(measured(rounds, [`a mobility is ${String(events.length)} events`]));

    function run(milliseconds: number): number {
      const start = process.cpuUsage();
      const until = performance.now() + milliseconds;
      let done = 0;
      while (performance.now() < until) {
        wholeMobility(procedure);
        done += 1;
      }
      const { user, system } = process.cpuUsage(start);
      return (done * 1_000_000) / (user + system);
    }
  },
};
