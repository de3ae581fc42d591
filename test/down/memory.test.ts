import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { until } from '../dev/local.ts';
import { onMariaDb } from '../support/needs-mariadb.ts';
import { during } from './support/away.ts';
import type { Client } from './support/client.ts';
import { untilStatus } from './support/expect.ts';
import { isFull, itInFull } from '../support/full.ts';
import { load, type Load } from './support/load.ts';
import type { Part, Usage } from './support/part.ts';
import { moved, openFile, staff, type File } from './support/people.ts';
import { shared, type Shared } from './support/shared.ts';

const LONG_MS = isFull ? 60_000 : 5_000;
const AT_ONCE = 400;
/** What a process may grow by while hundreds of requests are under way. */
const ROOM_MIB = 400;
/** And in the second half of the time, when it should have what it needs. */
const LATER_MIB = 150;
/** Five seconds of patience, and what hundreds at once on a busy machine add: nobody hangs. */
const SLOWEST_MS = 25_000;
/** Connections that are kept for the next request, on both sides. */
const KEPT = 30;

onMariaDb('memory and connections under many requests', function () {
  this.timeout(300_000);
  let on: Shared;
  let officer: Client;
  let files: readonly File[];
  let atRest: Readonly<Record<'api' | 'worker', Usage>>;
  before(async () => {
    on = await shared();
    officer = await staff(on, 'ines');
    files = await Promise.all(Array.from({ length: 20 }, () => openFile(on, officer)));
    await sleep(6_000);
    atRest = { api: on.part('api').usage(), worker: on.part('worker').usage() };
  });
  const act = (n: number) => officer.act(files[n % files.length]?.reference ?? '', moved(n));
  const expectBounded = (part: 'api' | 'worker', most: Usage): void => {
    expect(most.residentMiB - atRest[part].residentMiB, `MiB more in ${part}`).to.be.lessThan(ROOM_MIB);
  };
  const expectLevel = ({ most, mostInFirstHalfMiB }: Load): void => {
    expect(most.residentMiB - mostInFirstHalfMiB, 'MiB more in the second half').to.be.lessThan(LATER_MIB);
  };
  const said = (what: string, { statuses, slowestMs, most }: Load): void => {
    if (isFull)
      process.stdout.write(`${what}: ${JSON.stringify({ statuses, slowestMs: Math.round(slowestMs), most })}\n`);
  };
  /** Back to what it was: what was opened for the requests is closed. */
  const expectClosed = async (part: Part, was: Usage): Promise<void> => {
    await until(
      'connections closed',
      () => part.usage().descriptors <= was.descriptors + KEPT && part.usage().descriptors,
      30_000,
    );
  };

  it('stay bounded while no worker is there', async () => {
    const loaded = await during(on.part('worker'), 'killed', () => load(on.part('api'), AT_ONCE, LONG_MS, act));
    said('no worker', loaded);
    expect(Object.keys(loaded.statuses).sort()).to.deep.equal(['202', '503']);
    expect(loaded.slowestMs).to.be.lessThan(SLOWEST_MS);
    expectBounded('api', loaded.most);
    expectLevel(loaded);
    await untilStatus(200, () => act(1), 60_000);
    await expectClosed(on.part('api'), atRest.api);
  });

  itInFull('stay bounded while Temporal hangs', async () => {
    const loaded = await during(on.part('temporal'), 'frozen', () => load(on.part('api'), AT_ONCE, LONG_MS, act));
    said('Temporal hangs', loaded);
    expect(Object.keys(loaded.statuses)).to.deep.equal(['503']);
    expectBounded('api', loaded.most);
    expectLevel(loaded);
    await untilStatus(200, () => act(1), 60_000);
    await expectClosed(on.part('api'), atRest.api);
  });

  it('stay bounded while the database hangs, in the worker too', async () => {
    const acts = Array.from({ length: 40 }, (_, n) => act(n).catch(() => undefined));
    await sleep(100);
    const { loaded, worker } = await during(on.part('database'), 'frozen', async () => ({
      loaded: await load(on.part('api'), AT_ONCE, LONG_MS, () => officer.get('/api/me')),
      worker: on.part('worker').usage(),
    }));
    said('database hangs', loaded);
    await Promise.all(acts);
    expect(Object.keys(loaded.statuses)).to.deep.equal(['503']);
    expectBounded('api', loaded.most);
    expectLevel(loaded);
    expectBounded('worker', worker);
    expect(worker.descriptors).to.be.lessThan(atRest.worker.descriptors + KEPT);
    await untilStatus(200, () => act(1), 60_000);
    await expectClosed(on.part('api'), atRest.api);
  });
});
