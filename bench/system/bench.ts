import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGuard } from '../../dev/process/guard.ts';
import { startLive, type Live } from './live.ts';

/** What the figures are measured with; each part is started by the first that needs it. */
export interface Bench {
  readonly say: (line: string) => void;
  /** A folder that is gone afterwards, unless something failed. */
  folder(): Promise<string>;
  /** SMILE and the floor, both running on the same servers. */
  live(): Promise<Live>;
  /** These processes must not outlive this one, whatever happens to it. */
  guard(pids: readonly number[]): void;
  /** Is called at the end, the last one first. */
  readonly onStop: (stop: () => Promise<void>) => void;
  /** @param keep leave the folder with the logs, and say where it is */
  stop(keep?: 'keep logs'): Promise<void>;
}

export function openBench(say: (line: string) => void): Bench {
  const stops: (() => Promise<void>)[] = [];
  const guarded = new Set<number>();
  let guard: ReturnType<typeof startGuard> | undefined;
  let folder: Promise<string> | undefined;
  let live: Promise<Live> | undefined;
  let stopped: Promise<void> | undefined;
  const bench: Bench = {
    say,
    folder: () => (folder ??= temporaryFolder()),
    live: () => (live ??= startLive(bench)),
    guard(pids) {
      for (const pid of pids) guarded.add(pid);
      guard ??= startGuard();
      guard.watch([...guarded]);
    },
    onStop: (stop) => void stops.push(stop),
    stop: (keep) => (stopped ??= stopAll(keep === undefined)),
  };
  return bench;

  async function stopAll(tidy: boolean): Promise<void> {
    for (const stop of stops.toReversed())
      await stop().catch((error: unknown) => {
        say(`Could not stop cleanly: ${String(error)}`);
      });
    await guard?.release();
    if (folder === undefined) return;
    if (tidy) await rm(await folder, { recursive: true, force: true });
    else say(`What was logged is in ${await folder}.`);
  }
}

const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'smile-bench-'));
