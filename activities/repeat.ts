import { setTimeout as sleep } from 'node:timers/promises';

export interface Repeating {
  /** Ends after the round that is under way. */
  stop(): Promise<void>;
}

interface Repetition {
  readonly everyMs: number;
  /** Before the first round; at once without it. */
  readonly firstMs?: number;
  /** Tells of a round that failed; the next one follows. */
  readonly failed: (error: unknown) => void;
}

/**
 * Does something again and again, until it is stopped.
 * @param round gives `true` when the next one is to follow at once
 */
export function repeat(round: () => Promise<unknown>, { everyMs, firstMs = 0, failed }: Repetition): Repeating {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async (): Promise<void> => {
    for (let waitMs = firstMs; ;) {
      if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        waitMs = (await round()) === true ? 0 : everyMs;
      } catch (error) {
        waitMs = everyMs;
        failed(error);
      }
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

/** The code of an error, for who must not log what else an error may say. */
export const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : 'failed');
