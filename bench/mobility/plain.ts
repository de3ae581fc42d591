import type { Caller } from '../system/caller.ts';
import type { Ours } from '../system/ours.ts';
import { agreement, attestation, decision, details, results, resultsHash, taskIn } from './acts.ts';
import { onFile, type Nominee } from './nominate.ts';

/** The staff of the institution, signed in. */
export interface Staff {
  readonly officer: Caller;
  readonly coordinator: Caller;
  readonly registry: Caller;
}

export async function staffOf(ours: Ours): Promise<Staff> {
  const [officer, coordinator, registry] = await Promise.all([ours.as('ines'), ours.as('claire'), ours.as('sophie')]);
  return { officer, coordinator, registry };
}

/** The nomination, which becomes the birth, and the eight acts of `plainMobility`. */
export const PLAIN_ACTS = 9;

/** A whole mobility without documents, from its birth to its end: eight acts of four people. */
export async function plainMobility(ours: Ours, staff: Staff, { reference, student }: Nominee): Promise<void> {
  const person = await student();
  const { when, act } = onFile(ours, reference);
  await act(person, 'details', details);
  await act(person, 'learning-agreement', agreement);
  await act(staff.coordinator, 'admission', (state) => decision(state, 'faculty'));
  await act(staff.officer, 'admission', (state) => decision(state, 'office'));
  await act(staff.officer, 'arrival', (state) => attestation(state, 'arrival'));
  await act(staff.officer, 'departure', (state) => attestation(state, 'departure'));
  await act(staff.registry, 'grades', results);
  await act(staff.coordinator, 'grades', (state) => ({
    type: 'approve-results',
    task: taskIn(state, 'grades').task,
    results: resultsHash(state),
    decision: 'approve',
  }));
  await when((state) => state.status === 'closed', 'its end');
}
