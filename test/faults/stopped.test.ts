import { setTimeout as sleep } from 'node:timers/promises';
import { itInFull } from '../support/full.ts';
import { VICTIMS, type Victim } from './tally.ts';
import { isThere, travelling, withGround, type Scene } from './with-ground.ts';

const STOPPED_MS = 30_000;
const BETWEEN_MS = 5_000;
const SEED = 31;

/** Hangs without being dead: its connections stay, and nothing comes of them. */
async function stopFor(ms: number, { ground }: Scene, victims: readonly Victim[]): Promise<void> {
  const pids = await Promise.all(victims.map((victim) => ground.pid(victim)));
  const each = (signal: NodeJS.Signals): void => {
    for (const pid of pids) if (pid !== undefined) process.kill(pid, signal);
  };
  each('SIGSTOP');
  try {
    await sleep(ms);
  } finally {
    each('SIGCONT');
  }
}

describe('processes that hang', function () {
  this.timeout(20 * 60_000);

  itInFull('for 30 s each, then all at once, lose and repeat nothing', async function () {
    if (!isThere('mariadb')) this.skip();
    await withGround('stopped for 30 s', 'mariadb', (scene) =>
      travelling(scene, 4, SEED, async () => {
        for (const victims of [...VICTIMS.map((one) => [one]), VICTIMS]) {
          await sleep(BETWEEN_MS);
          await stopFor(STOPPED_MS, scene, victims);
          await scene.ground.untilWell();
        }
      }),
    );
  });
});
