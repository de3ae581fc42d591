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
    ...(error instanceof Error ? { err: error } : typeof error === 'string' ? { cause: error.slice(0, LONGEST) } : {}),
  };
}
