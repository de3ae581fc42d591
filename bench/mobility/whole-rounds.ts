import type { Measured } from '../figure.ts';
import { cpuBook } from '../measure/cpu.ts';
import { inLanes } from '../../test/support/lanes.ts';
import { inPairs } from '../measure/pairs.ts';
import type { Bench } from '../system/bench.ts';
import type { Ours } from '../system/ours.ts';
import { nominate, type Nominee } from './nominate.ts';
import { staffOf, type Staff } from './plain.ts';

const AT_ONCE = 12;

export interface Whole {
  readonly procedure: string;
  /** Of one mobility: the nomination, and what people do then. */
  readonly acts: number;
  readonly perRound: number;
  /** One mobility from its birth to its end. */
  readonly travel: (ours: Ours, staff: Staff, nominee: Nominee) => Promise<void>;
}

/** Rounds of whole mobilities, and of as many bare Updates as they have acts; the value is acts a second. */
export async function wholeMobilities(bench: Bench, { procedure, acts, perRound, travel }: Whole): Promise<Measured> {
  const { servers, ours, floor } = await bench.live();
  const staff = await staffOf(ours);
  const all = perRound * acts;
  const perSecond = async (work: () => Promise<void>): Promise<number> => {
    const start = performance.now();
    await work();
    return (all * 1000) / (performance.now() - start);
  };
  const mobilities = async (): Promise<void> => {
    const nominees = await nominate(ours, procedure, perRound);
    await inLanes(nominees, AT_ONCE, (nominee) => travel(ours, staff, nominee));
  };
  const workflows = await floor.start(AT_ONCE);
  const updates = (): Promise<void> =>
    inLanes(Array.from({ length: all }).keys(), AT_ONCE, async (_, lane) => workflows[lane]?.act());
  await mobilities();
  await updates();
  const book = cpuBook({ ...servers.pids, ...ours.pids(), bench: process.pid });
  const measured = await inPairs({
    ours: () => perSecond(() => book.during(mobilities)),
    floor: () => perSecond(updates),
  });
  return {
    ...measured,
    notes: [
      `${(measured.ours / acts).toFixed(2)} mobilities a second of ${String(acts)} acts each`,
      `processor milliseconds an act: ${book.perThing(all * measured.pairs)}`,
    ],
  };
}
