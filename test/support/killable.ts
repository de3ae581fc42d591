import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Ground } from './ground.ts';
import type { WorkerProcess } from './worker-process.ts';
import { testBundlePath } from './workflow.ts';

export interface Killable {
  /** Waits until it has said this. */
  said(words: string): Promise<void>;
  /** Waits until it is dead, by its own hand. */
  died(): Promise<void>;
  kill(): Promise<void>;
}

/** Starts a worker for a ground's queue in a process of its own, which a test may kill. */
export async function startKillable(
  ground: Ground,
  database: string,
  fault?: WorkerProcess['fault'],
): Promise<Killable> {
  const { address, queue, master } = ground;
  const wanted: WorkerProcess = {
    database,
    address,
    queue,
    master: master.bytes.toString('hex'),
    ...(fault === undefined ? {} : { fault }),
  };
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'worker-process.ts'), JSON.stringify(wanted)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TEST_WORKFLOW_BUNDLE: await testBundlePath() },
    },
  );
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  const exit = once(child, 'exit').then(() => void process.removeListener('exit', killNow));
  const lines: string[] = [];
  const heard = new EventTarget();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    heard.dispatchEvent(new Event('line'));
  });
  const said = async (words: string): Promise<void> => {
    const listening = new Promise<void>((resolve) => {
      const look = (): void => {
        if (lines.some((line) => line.includes(words))) resolve();
      };
      heard.addEventListener('line', look);
      look();
    });
    await Promise.race([
      listening,
      exit.then(() => {
        throw new Error(`The worker's process ended before it said "${words}".`);
      }),
    ]);
  };
  await said('working');
  return {
    said,
    died: () => exit,
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
