import type { PersonId, UnitId } from '../ids.ts';
import { dayNumber, type LocalDate } from '../time/civil.ts';
import type { Actor } from './actor.ts';

/** An absence has an end: so many days at most, the first and the last included. */
export const LONGEST_DELEGATION = 370;

export type WrongDays = 'order' | 'past' | 'too-long';

/** What is wrong with the days of a new delegation; undefined when nothing is. */
export function wrongDays(from: LocalDate, until: LocalDate, today: LocalDate): WrongDays | undefined {
  if (until < from) return 'order';
  if (until < today) return 'past';
  return dayNumber(until) - dayNumber(from) + 1 > LONGEST_DELEGATION ? 'too-long' : undefined;
}

/**
 * Whether the actor administers every one of these units by a role of their own: who only stands in for an
 * administrator does not lend, or a role lent would be lent further.
 */
export function administers(actor: Actor, units: readonly UnitId[]): boolean {
  const own = new Set(administered(actor));
  return units.length > 0 && units.every((unit) => own.has(unit));
}

/** The units that the actor administers by a role of their own. */
export const administered = (actor: Actor): readonly UnitId[] =>
  actor.kind !== 'person'
    ? []
    : actor.grants
        .filter((g) => g.onBehalfOf === undefined && g.permissions.includes('administer'))
        .flatMap((g) => g.units);

/** Whether the actor may lend the role of `lender` in these units. */
export const mayLend = (actor: Actor & { kind: 'person' }, lender: PersonId, units: readonly UnitId[]): boolean =>
  actor.person === lender || administers(actor, units);
