import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { itInFull } from '../support/full.ts';
import { travelling, withGround } from './with-ground.ts';

const SIZE_MIB = 160;
const FULL_MS = 20_000;
const SEED = 61;

/** A small disk of its own; undefined where none may be mounted (it takes root, on Linux). */
async function smallDisk(): Promise<{ folder: string; remove: () => Promise<void> } | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'smd-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${String(SIZE_MIB)}m`, 'tmpfs', folder]);
  if (status !== 0) {
    await rm(folder, { recursive: true });
    return undefined;
  }
  return {
    folder,
    async remove() {
      spawnSync('umount', ['-l', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describe('a full disk', function () {
  this.timeout(20 * 60_000);

  itInFull(
    'under records, documents and Temporal: when there is room again all goes on, and nothing is lost, on sqlite',
    async function () {
      const disk = await smallDisk();
      if (disk === undefined) this.skip();
      try {
        const options = { folder: join(disk.folder, 'all') };
        await withGround(
          'a disk full for 20 s',
          'sqlite',
          (scene) =>
            travelling(scene, 3, SEED, async () => {
              await sleep(8_000);
              const ballast = join(disk.folder, 'ballast');
              for (const end of ['1', '2']) {
                const { bavail, bsize } = await statfs(disk.folder);
                await writeFile(`${ballast}${end}`, Buffer.alloc(bavail * bsize)).catch(() => undefined);
              }
              await sleep(FULL_MS);
              for (const end of ['1', '2']) await rm(`${ballast}${end}`, { force: true });
              await scene.ground.untilWell();
            }),
          options,
        );
      } finally {
        await disk.remove();
      }
    },
  );
});
