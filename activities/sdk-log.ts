import { DefaultLogger, type LogMetadata, type RuntimeOptions } from '@temporalio/worker';
import type { Log } from '../config/log.ts';

/** The documents' worker has none, by design. */
const EXPECTED = 'No workflows registered, not polling for workflow tasks';

const LONGEST = 300;

/** Temporal's own log as lines of ours, that of its native core too, which writes to the console by itself otherwise. */
export const sdkLog = (log: Log): Pick<RuntimeOptions, 'logger' | 'telemetryOptions'> => ({
  logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
    if (message === EXPECTED) log.debug({}, message);
    else log[level === 'ERROR' ? 'error' : 'warn'](whatHappened(meta), message);
  }),
  telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
});

/** What of it tells an operator where to look, without what anybody wrote. */
function whatHappened(meta: LogMetadata = {}): Record<string, unknown> {
  const { activityType, workflowId, runId, attempt, taskQueue, error } = meta;
  const target: unknown = meta['target'];
  return {
    activityType,
    workflowId,
    runId,
    attempt,
    taskQueue,
    ...(typeof target === 'string' ? { target } : {}),
    ...(error instanceof Error
      ? { err: error, because: origin(error.cause) }
      : typeof error === 'string'
        ? { cause: error.slice(0, LONGEST) }
        : {}),
  };
}

/** Where a failure that is told in other words came from: its own words may quote what people wrote. */
function origin(cause: unknown): { readonly type: string; readonly at: readonly string[] } | undefined {
  if (!(cause instanceof Error)) return undefined;
  const at = (cause.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return { type: cause.name, at: at.map((line) => line.trim()) };
}
