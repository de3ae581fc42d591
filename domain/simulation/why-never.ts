import { clockId } from '../mobility/clocks.ts';
import { isDormant, isOver } from '../mobility/openable.ts';
import { own } from '../mobility/own.ts';
import type { Clock, Mobility } from '../mobility/state.ts';
import { waitsOf } from '../mobility/waits.ts';
import type { Procedure } from '../process/procedure.ts';
import type { WaitWhat } from '../tasks/kind.ts';
import { holderName } from './people.ts';

/** Why nothing more happens to an open file, in words: one sentence for each thing that holds it up. */
export function whyNever(procedure: Procedure, state: Mobility): readonly string[] {
  const waits = waitsOf(state).map(({ task, item, what, holders }) => {
    const clock = own(state.clocks, clockId(task, item)) ?? own(state.clocks, clockId(task));
    const place = item === undefined ? task : `${task}/${item}`;
    const whom = [...new Set(holders.map(holderName))].join(' or ');
    return `“${place}” waits for ${whom === '' ? 'nobody' : whom} ${doing[what]}: ${rule(clock)}.`;
  });
  if (waits.length > 0) return [...new Set(waits)];
  const stuck = Object.values(state.effects).map(
    ({ kind, task = '' }) => `“${task}” waits for the system (${kind}): it failed, and nobody repaired it.`,
  );
  return stuck.length > 0 ? stuck : neverOpened(procedure, state);
}

const doing: Readonly<Record<WaitWhat, string>> = {
  'fill-form': 'to fill it',
  'add-document': 'to add it',
  'review-document': 'to review it',
  'submit-agreement': 'to submit it',
  'decide-step': 'to decide',
  sign: 'to sign',
  'settle-signature': 'to settle what was declined',
  attest: 'to state it',
  'enter-results': 'to enter them',
  'approve-results': 'to approve them',
  'issue-transcript': 'to issue it',
  'answer-question': 'to answer a question',
  'answer-message': 'to answer',
  'decide-stay': 'to decide about other dates',
};

function rule(clock: Clock | undefined): string {
  if (clock === undefined) return 'it has no due date, so nobody is told';
  if (clock.closed === true) return 'its time is over and nothing more is taken until staff give more time';
  if (clock.pausedAt !== undefined) return 'its clock stands still until then';
  return clock.missed
    ? 'its due date was missed, and nothing more is declared to come'
    : 'it is not done and its due date is far away';
}

/** Nothing waits for anybody: tasks that can never open. */
function neverOpened(procedure: Procedure, state: Mobility): readonly string[] {
  const stage = procedure.stages.find(({ tasks }) =>
    tasks.some((t) => !isOver(state, t.task) && !isDormant(procedure, state, t.task)),
  );
  const left = stage?.tasks.filter((t) => !isOver(state, t.task) && !isDormant(procedure, state, t.task)) ?? [];
  return left.map(({ task, after = [] }) => {
    const missing = after.filter((one) => !isOver(state, one));
    return missing.length === 0
      ? `“${task}” is open and waits for nobody: a dead end.`
      : `“${task}” can never open: it comes after ${missing.map((one) => `“${one}”`).join(', ')}.`;
  });
}
