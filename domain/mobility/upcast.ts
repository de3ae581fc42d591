import type { Recorded } from './events.ts';

/** The version that new events are written with. */
export const EVENT_VERSION = 1;

/**
 * Brings an event of an earlier version to today's form. When a form changes: raise `EVENT_VERSION`, turn the older
 * form into the newer here, and keep an event log of the older version under `test/histories/`.
 * @throws RangeError for an event written by newer code than this.
 */
export function upcast(recorded: Recorded): Recorded {
  if (recorded.v > EVENT_VERSION)
    throw new RangeError(
      `Event ${String(recorded.seq)} has version ${String(recorded.v)}; this code knows ${String(EVENT_VERSION)}.`,
    );
  return recorded;
}
