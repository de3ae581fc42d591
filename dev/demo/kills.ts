import { setTimeout as sleep } from 'node:timers/promises';
import { healthy, type Instance } from './instance.ts';

const VICTIMS = ['worker', 'api', 'temporal'] as const;
const BACK_MS = 60_000;

/** Kills worker, API and Temporal server at once, without warning. */
export async function killAll(instance: Instance): Promise<Readonly<Record<string, number>>> {
  const { pids } = await instance.run();
  const killed: Record<string, number> = {};
  for (const name of VICTIMS) {
    const pid = pids[name];
    if (pid === undefined) continue;
    process.kill(pid, 'SIGKILL');
    killed[name] = pid;
  }
  return killed;
}

/** Waits until each of them runs again, as another process, and the API answers. Gives the milliseconds it took. */
export async function untilBack(instance: Instance, killed: Readonly<Record<string, number>>): Promise<number> {
  const start = Date.now();
  for (;;) {
    const { pids, url } = await instance.run();
    const anew = Object.entries(killed).every(([name, pid]) => pids[name] !== undefined && pids[name] !== pid);
    if (anew && (await healthy(url))) return Date.now() - start;
    if (Date.now() - start > BACK_MS)
      throw new Error(`Not all of ${Object.keys(killed).join(', ')} came back within a minute.`);
    await sleep(100);
  }
}
