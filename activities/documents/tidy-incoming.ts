import type { Log } from '../../config/log.ts';
import { laterBy } from '../../domain/time/instants.ts';
import { codeOf, repeat, type Repeating } from '../repeat.ts';
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
}): Repeating {
  const { root, log, now, everyMs = EVERY_MS } = deps;
  const round = async (): Promise<void> => {
    const files = await sweepIncoming(root, laterBy(now().toISOString(), -OLD_SECONDS));
    if (files > 0) log.info({ files }, 'Files that never became whole are removed');
  };
  return repeat(round, {
    everyMs,
    failed: (error) => {
      log.warn(
        { code: codeOf(error) },
        'Files that never became whole cannot be removed; it is tried again in an hour',
      );
    },
  });
}
