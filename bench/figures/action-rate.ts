import type { Figure } from '../figure.ts';
import { cpuBook } from '../measure/cpu.ts';
import { rate } from '../measure/lanes.ts';
import { inPairs } from '../measure/pairs.ts';
import { changeStay } from '../mobility/change-stay.ts';
import { openMobilities } from '../mobility/nominate.ts';

const AT_ONCE = 12;
const ROUND_MS = 4_000;
const WARM_MS = 4_000;

/**
 * Acts over HTTP, twelve at once on as many mobilities: session, authority, idempotency, the Update, its commit. The
 * floor: bare Updates, twelve at once on as many bare workflows.
 */
export const actionRate: Figure = {
  figure: 'action-rate',
  unit: 'acts a second',
  what: 'Acts over HTTP, 12 at once on 12 mobilities; beside bare Updates, 12 at once on 12 workflows',
  goal: { atLeast: 0.4 },
  async measure(bench) {
    const { servers, ours, floor } = await bench.live();
    const officer = await ours.as('ines');
    const files = await openMobilities(ours, 'erasmus-study', AT_ONCE);
    const workflows = await floor.start(AT_ONCE);
    const act = (lane: number): Promise<void> => changeStay(officer, files[lane]?.reference ?? '');
    const bareAct = async (lane: number): Promise<void> => workflows[lane]?.act();
    await rate(AT_ONCE, WARM_MS, act);
    await rate(AT_ONCE, WARM_MS, bareAct);

    const bench1 = { bench: process.pid };
    const books = [
      cpuBook({ ...servers.pids, ...ours.pids(), ...bench1 }),
      cpuBook({ ...servers.pids, ...floor.pids(), ...bench1 }),
    ] as const;
    const done = [0, 0];
    const round = async (side: 0 | 1, work: (lane: number) => Promise<void>): Promise<number> => {
      const result = await books[side].during(() => rate(AT_ONCE, ROUND_MS, work));
      done[side] = (done[side] ?? 0) + result.done;
      return result.perSecond;
    };
    const measured = await inPairs({ ours: () => round(0, act), floor: () => round(1, bareAct) });
    return {
      ...measured,
      notes: [
        `processor milliseconds an act: ${books[0].perThing(done[0] ?? 1)}`,
        `and a bare Update: ${books[1].perThing(done[1] ?? 1)}`,
      ],
    };
  },
};
