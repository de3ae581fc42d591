import type { Actor } from '../authority/actor.ts';
import { isHeld } from '../authority/may.ts';
import type { Holder, Mobility } from '../mobility/state.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { Step } from '../tasks/approval.ts';

/**
 * Whose place a decision takes in a step whose holders are fixed: each decides once, whoever does it for them.
 * Undefined where nobody's place is fixed, and for who was only added to the step.
 */
export function seatFor(
  actor: Actor,
  { fixed, holders, decisions }: Pick<Step, 'fixed' | 'holders' | 'decisions'>,
  file: Pick<Mobility, 'person'>,
): number | Refusal | undefined {
  if (fixed !== true) return undefined;
  const theirs = holders.flatMap((holder, n) => (isTheirs(actor, holder, file) ? [n] : []));
  const free = theirs.find((n) => !decisions.some((d) => d.seat === n));
  return free ?? (theirs.length === 0 ? undefined : refuse('place-taken'));
}

const isTheirs = (actor: Actor, holder: Holder, file: Pick<Mobility, 'person'>): boolean =>
  actor.kind === 'partner' ? holder.by === 'partner' && holder.email === actor.email : isHeld(actor, holder, file);
