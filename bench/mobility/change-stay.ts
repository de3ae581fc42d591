import { addDays } from '../../domain/time/civil.ts';
import type { Caller } from '../system/caller.ts';
import { coming } from './nominate.ts';

const changes = new Map<string, number>();

/** Staff move the end of a stay by a day: an act that can be done again and again, one event each. */
export async function changeStay(officer: Caller, reference: string): Promise<void> {
  const n = (changes.get(reference) ?? 0) + 1;
  changes.set(reference, n);
  const { start, end } = coming();
  const reason = 'The stay ends later: the exam is in the second week of July.';
  await officer.act(reference, { type: 'change-stay', start, end: addDays(end, n % 2), reason });
}
