import { join } from 'node:path';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import { dataConverter } from '../../db/data-converter.ts';
import { quietRuntime } from '../../test/support/workflow.ts';
import { cachedBundle } from '../../workflows/cached-bundle.ts';
import { workflowId } from '../../workflows/contract.ts';
import type { Figure } from '../figure.ts';
import type { Floor } from '../floor/floor.ts';
import { inPairs } from '../measure/pairs.ts';
import { changeStay } from '../mobility/change-stay.ts';
import { papers, untilSigned } from '../mobility/full.ts';
import { born, coming, nominate } from '../mobility/nominate.ts';
import { staffOf } from '../mobility/plain.ts';
import type { Live } from '../system/live.ts';

const EVENTS = 700;
/** Of one round; a first one, not counted, makes the sandbox warm. */
const COPIES = 3;

/**
 * Temporal's history of a mobility (an example file up to its last signature, then changes of its stay) replayed by a
 * worker without a server, with the payload codec; beside a bare workflow's with as many events.
 */
export const replay: Figure = {
  figure: 'replay',
  unit: 'events a second',
  what: `Events of a mobility's history of some ${String(EVENTS)} replayed a second; beside a bare workflow's with as many`,
  goal: { atLeast: 0.5 },
  async measure(bench) {
    quietRuntime();
    const live = await bench.live();
    const { ours, floor } = live;
    const history = await historyOfOurs(live);
    const events = history.events?.length ?? 0;
    const bareHistory = await historyOfFloor(floor, events);
    const bundle = await cachedBundle(join(await bench.folder(), 'data', 'cache'));
    const converter = dataConverter(ours.db, ours.keys);
    const measured = await inPairs({
      ours: () => perSecond({ workflowBundle: bundle, dataConverter: converter }, history),
      floor: () => perSecond({ workflowBundle: { code: floor.bundle } }, bareHistory),
    });
    const weight = (of: History): string => `${String(Math.round(JSON.stringify(of).length / 1024))} KiB of JSON`;
    return {
      ...measured,
      notes: [
        `${String(events)} events, ${weight(history)}; the bare one ${String(bareHistory.events?.length)}, ${weight(bareHistory)}`,
      ],
    };
  },
};

async function perSecond(options: ReplayWorkerOptions, history: History): Promise<number> {
  const copies = Array.from({ length: COPIES + 1 }, () => ({ workflowId: REPLAYED.get(history) ?? 'bare', history }));
  let start: number | undefined;
  for await (const { error } of Worker.runReplayHistories(options, copies)) {
    if (error !== undefined) throw error;
    start ??= performance.now();
  }
  return (COPIES * (history.events?.length ?? 0) * 1000) / (performance.now() - (start ?? 0));
}

/** The codec finds the key by the workflow's id. */
const REPLAYED = new Map<History, string>();

async function historyOfOurs({ ours, floor }: Live): Promise<History> {
  const staff = await staffOf(ours);
  const [nominee] = await nominate(ours, 'erasmus-study', 1, coming());
  if (nominee === undefined) throw new Error('Nobody was nominated.');
  const { reference } = nominee;
  await born(ours, reference);
  await untilSigned(ours, staff, nominee, await papers());
  const id = workflowId({ institution: 'caen', reference });
  const handle = floor.client.workflow.getHandle(id);
  while ((await handle.describe()).historyLength < EVENTS)
    for (let n = 0; n < 10; n += 1) await changeStay(staff.officer, reference);
  const history = await handle.fetchHistory();
  REPLAYED.set(history, id);
  return history;
}

async function historyOfFloor(floor: Floor, events: number): Promise<History> {
  const [workflow] = await floor.start(1);
  if (workflow === undefined) throw new Error('No bare workflow.');
  while ((await workflow.handle.describe()).historyLength < events) await workflow.act();
  return workflow.handle.fetchHistory();
}
