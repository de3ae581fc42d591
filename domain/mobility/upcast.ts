import type { TaskId } from '../ids.ts';
import type { Task } from '../tasks/index.ts';
import type { Recorded } from './events.ts';
import type { Holder, Mobility } from './state.ts';

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

/** The form of the state that snapshots are kept in, and that runs of the workflow start from. */
export const STATE_FORM = 2;

/**
 * Brings a state of an earlier form to today's. When its form changes: raise `STATE_FORM` and turn the older form into
 * the newer here. A run that loaded the older one goes through here on every replay, so it must ask nothing else.
 * @throws RangeError for a state written by newer code than this.
 */
export function upcastState(form: number, state: Mobility): Mobility {
  if (form > STATE_FORM)
    throw new RangeError(`${state.reference} is kept in form ${String(form)}; this code knows ${String(STATE_FORM)}.`);
  return form < 2 ? { ...state, tasks: Object.fromEntries(Object.entries(state.tasks).map(withHolders)) } : state;
}

/** Until form 2 a step was held by roles alone, and its holders did not say so. */
function withHolders([id, task]: [TaskId, Task]): [TaskId, Task] {
  if (task.kind !== 'approval') return [id, task];
  const steps = task.data.steps.map((step) => ({
    ...step,
    holders: step.holders.map((holder): Holder => ('by' in holder ? holder : { ...asRole(holder), by: 'role' })),
  }));
  return [id, { ...task, data: { ...task.data, steps } }];
}

const asRole = (holder: Readonly<Record<string, unknown>>): { role: string; unit: string } => ({
  role: String(holder['role']),
  unit: String(holder['unit']),
});
