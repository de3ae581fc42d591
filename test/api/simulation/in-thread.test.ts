import { expect } from 'chai';
import { inThread } from '../../../api/simulation/in-thread.ts';
import type { SimulationAsked } from '../../../api/simulation/simulations.ts';
import { calendar } from '../../support/mobility.ts';
import { exampleProcedure } from '../../support/procedures.ts';

describe('simulating in a thread', function () {
  this.timeout(30_000);
  const asked = (seed: number): SimulationAsked => ({
    procedure: exampleProcedure('caen', 'erasmus-study'),
    mobilities: 12,
    seed,
    institution: 'caen',
    calendar,
    units: [],
    roles: [],
  });
  const thread = new URL('./thread.ts', import.meta.url);

  it('gives the report, one at a time', async () => {
    const simulate = inThread(thread, 20_000);
    const [one, other] = await Promise.all([simulate(asked(1)), simulate(asked(1))]);
    expect(one).to.deep.equal({ kind: 'done', report: { ran: 12 } });
    expect(other).to.deep.equal({ kind: 'busy' });
    expect(await simulate(asked(1))).to.include({ kind: 'done' });
  });

  it('ends one that takes too long, while the process goes on', async () => {
    const simulate = inThread(thread, 1_000);
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 10);
    expect(await simulate(asked(2))).to.deep.equal({ kind: 'too-long' });
    clearInterval(turning);
    expect(turns).to.be.greaterThan(10);
  });

  it('fails where the thread fails, and takes the next', async () => {
    const simulate = inThread(thread, 20_000);
    for (const [seed, why] of [
      [3, 'failed'],
      [4, 'without a report'],
    ] as const) {
      const failure = await simulate(asked(seed)).catch((error: unknown) => error);
      expect(String(failure)).to.include(why);
    }
    expect(await simulate(asked(1))).to.include({ kind: 'done' });
  });
});
