import type { Figure } from '../figure.ts';
import { inPairs } from '../measure/pairs.ts';
import { median, percentile } from '../measure/statistics.ts';
import { changeStay } from '../mobility/change-stay.ts';
import { openMobilities } from '../mobility/nominate.ts';

const ACTS = 40;
const WARM = 60;

/** The median time of an act over HTTP when nobody else acts, beside that of a bare Update. */
export const actionLatency: Figure = {
  figure: 'action-latency',
  unit: 'ms',
  what: 'The median time of an act over HTTP, one at a time; beside that of a bare Update',
  goal: { atMost: 2 },
  async measure(bench) {
    const { ours, floor } = await bench.live();
    const officer = await ours.as('ines');
    const [file] = await openMobilities(ours, 'erasmus-study', 1);
    const [workflow] = await floor.start(1);
    const all: { ours: number[]; floor: number[] } = { ours: [], floor: [] };
    const round = async (work: () => Promise<void>, kept: number[], acts = ACTS): Promise<number> => {
      const times: number[] = [];
      for (let n = 0; n < acts; n += 1) {
        const start = performance.now();
        await work();
        times.push(performance.now() - start);
      }
      kept.push(...times);
      return median(times);
    };
    const act = (): Promise<void> => changeStay(officer, file?.reference ?? '');
    const bareAct = async (): Promise<void> => workflow?.act();
    await round(act, [], WARM);
    await round(bareAct, [], WARM);
    const measured = await inPairs({ ours: () => round(act, all.ours), floor: () => round(bareAct, all.floor) });
    const p99 = (times: readonly number[]): string => percentile(times, 99).toFixed(0);
    return { ...measured, notes: [`99 of 100 within ${p99(all.ours)} ms, and ${p99(all.floor)} ms`] };
  },
};
