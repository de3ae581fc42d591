import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../config/log.ts';
import { laterBy } from '../../domain/time/instants.ts';
import { sweepIncoming } from './folder-store.ts';

const EVERY_MS = 3_600_000;
/** A request ends after five minutes, and no effect writes as long: nothing this old is still being written. */
const OLD_SECONDS = 3_600;

/** Removes what was left of files when a process was killed, at once and every hour, until it is stopped. */
export function startTidying(deps: {
  readonly root: string;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly now: () => Date;
  /** For tests. */
  readonly everyMs?: number;
}): { stop(): Promise<void> } {
  const { root, log, now, everyMs = EVERY_MS } = deps;
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const files = await sweepIncoming(root, laterBy(now().toISOString(), -OLD_SECONDS));
        if (files > 0) log.info({ files }, 'Files that never became whole are removed');
      } catch (error) {
        log.warn(
          { code: error instanceof Error && 'code' in error ? error.code : 'failed' },
          'Files that never became whole cannot be removed; it is tried again in an hour',
        );
      }
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}
