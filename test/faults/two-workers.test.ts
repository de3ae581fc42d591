import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeArguments } from '../../dev/programs.ts';
import { itInFull } from '../support/full.ts';
import type { Ground } from './instance.ts';
import { isThere, travelling, withGround } from './with-ground.ts';

const ROUNDS = 4;
const SEED = 41;

/** One more worker, told the same as the one that the supervisor keeps. */
async function startAnother(ground: Ground): Promise<ChildProcess> {
  const pid = String(await ground.pid('worker'));
  const told = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0').filter((line) => line.includes('='));
  const env = Object.fromEntries(
    told.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const child = spawn(process.execPath, nodeArguments(join(import.meta.dirname, 'worker.ts')), {
    env,
    stdio: 'ignore',
  });
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

describe('two workers at once', function () {
  this.timeout(20 * 60_000);

  itInFull('of which one is killed again and again: the other goes on, and nothing is done twice', async function () {
    if (!isThere('mariadb')) this.skip();
    await withGround('two workers, one of them killed', 'mariadb', async (scene) => {
      const { ground, tally } = scene;
      await travelling(scene, 4, SEED, async () => {
        for (let round = 0; round < ROUNDS; round += 1) {
          const other = await startAnother(ground);
          await sleep(8_000);
          const pid = await ground.pid('worker');
          if (round % 2 === 0 && pid !== undefined) process.kill(pid, 'SIGKILL');
          else other.kill('SIGKILL');
          tally.add('worker');
          await sleep(6_000);
          if (other.exitCode === null && other.signalCode === null) {
            const exit = once(other, 'exit');
            other.kill('SIGKILL');
            tally.add('worker');
            await exit;
          }
        }
      });
    });
  });
});
