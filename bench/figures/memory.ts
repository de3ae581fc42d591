import { join } from 'node:path';
import { ENTRIES, nodeArguments } from '../../dev/programs.ts';
import type { Figure } from '../figure.ts';
import { FLOOR_WORKER } from '../floor/floor.ts';
import { inLanes } from '../../test/support/lanes.ts';
import { inPairs } from '../measure/pairs.ts';
import { agreement, decision, details } from '../mobility/acts.ts';
import { changeStay } from '../mobility/change-stay.ts';
import { born, coming, nominate, onFile, type Nominee } from '../mobility/nominate.ts';
import { staffOf } from '../mobility/plain.ts';
import type { Bench } from '../system/bench.ts';
import { startChild, type Running } from '../system/child.ts';
import { isMemoryAnswer, type Collect } from '../system/memory-answer.ts';
import type { Ours } from '../system/ours.ts';

const COUNTED = 200;
/** Touched before the first look, so that what every worker needs is there already. */
const BEFORE = 40;
const AT_ONCE = 16;
const PROBE = join(import.meta.dirname, '..', 'system', 'memory-probe.ts');

/**
 * By how much a worker's process grows, garbage collected, for each of 200 live mobilities that it takes into its
 * cache: details given, agreement submitted and approved once. Beside as many bare workflows with one Update.
 */
export const memory: Figure = {
  figure: 'memory',
  unit: 'KiB',
  what: 'Resident memory of a worker for each open cached mobility, of 200; beside a bare workflow',
  goal: { atMost: 2 },
  async measure(bench) {
    const { ours, floor } = await bench.live();
    const officer = await ours.as('ines');
    const files = await advanced(ours);
    const workflows = await floor.start(BEFORE + COUNTED);
    await inLanes(workflows, AT_ONCE, (workflow) => workflow.act());
    const measured = await inPairs({
      ours: () =>
        grown(
          () => ours.replaceWorker(probed(bench, 'worker', ENTRIES.worker)),
          files,
          ({ reference }) => changeStay(officer, reference),
        ),
      floor: () =>
        grown(
          () => floor.replaceWorker(probed(bench, 'floor', FLOOR_WORKER)),
          workflows,
          (workflow) => workflow.act(),
        ),
    });
    await Promise.all([ours.replaceWorker(), floor.replaceWorker()]);
    return measured;
  },
};

/** Mobilities that have come some way. */
async function advanced(ours: Ours): Promise<readonly Nominee[]> {
  const { coordinator } = await staffOf(ours);
  const nominees: Nominee[] = [];
  while (nominees.length < BEFORE + COUNTED) nominees.push(...(await nominate(ours, 'plain-study', 80, coming())));
  await inLanes(nominees, AT_ONCE, async ({ reference, student }) => {
    await born(ours, reference);
    const person = await student();
    const { act } = onFile(ours, reference);
    await act(person, 'details', details);
    await act(person, 'learning-agreement', agreement);
    await act(coordinator, 'admission', (state) => decision(state, 'faculty'));
  });
  return nominees;
}

const probed =
  (bench: Bench, name: string, entry: string) =>
  async (env: NodeJS.ProcessEnv): Promise<Running> =>
    startChild({
      name,
      command: process.execPath,
      args: ['--expose-gc', '--import', PROBE, ...nodeArguments(entry)],
      env,
      log: join(await bench.folder(), `${name}-probed-${String(Date.now())}.log`),
      ipc: true,
    });

/** KiB for each of the counted ones. */
async function grown<T>(
  start: () => Promise<Running>,
  all: readonly T[],
  touch: (one: T) => Promise<void>,
): Promise<number> {
  const worker = await start();
  await inLanes(all.slice(0, BEFORE), AT_ONCE, touch);
  const before = await collected(worker);
  await inLanes(all.slice(BEFORE), AT_ONCE, touch);
  const after = await collected(worker);
  return (after - before) / COUNTED / 1024;
}

const collected = ({ child }: Running): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => {
      if (isMemoryAnswer(message)) resolve(message.rss);
      else reject(new Error('The worker did not tell its memory.'));
    });
    child.send('collect' satisfies Collect);
  });
