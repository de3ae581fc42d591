import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { itInFull } from '../support/full.ts';
import { killProcess } from '../support/kill.ts';
import { resumeRecords } from './resume.ts';
import { isThere, travelling, withGround } from './with-ground.ts';

const TIMES = 3;
const SEED = 51;

describe("Temporal's whole database, deleted while everything runs", function () {
  this.timeout(20 * 60_000);

  for (const kind of ['sqlite', 'mariadb'] as const)
    itInFull(`takes nothing away: every open file goes on from the records, on ${kind}`, async function () {
      if (!isThere(kind)) this.skip();
      await withGround("Temporal's database deleted", kind, async (scene) => {
        const { ground, tally } = scene;
        await travelling(scene, 4, SEED, async () => {
          for (let time = 0; time < TIMES; time += 1) {
            await sleep(6_000);
            for (const end of ['', '-wal', '-shm'])
              await rm(join(ground.data, `temporal.sqlite${end}`), { force: true });
            killProcess(await ground.pid('temporal'), 'Temporal');
            tally.add('temporal');
            await ground.untilWell();
            await resumeRecords(ground);
          }
        });
      });
    });
});
