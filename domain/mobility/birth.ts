import type { Procedure, YearlyWindow } from '../process/procedure.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { isPrintable, NOT_PRINTABLE } from '../text/printable.ts';
import type { LocalDate } from '../time/civil.ts';
import type { Birth } from './commands.ts';
import { wrongStay } from './life-acts.ts';

type Nominated = Pick<Birth, 'stay'> & { readonly person: Pick<Birth['person'], 'given' | 'family' | 'birthDate'> } & {
  readonly home: Pick<Birth['home'], 'name'>;
};

/** Why nobody can be born into a mobility so: asked when a nomination is taken, and again when it is decided. */
export function refusedBirth(
  { person, home, stay }: Nominated,
  today: LocalDate,
  { nominations }: Pick<Procedure, 'nominations'> = {},
): Refusal | undefined {
  if (nominations !== undefined && !nominations.some((window) => isWithin(window, today)))
    return refuse('nominations-closed', { windows: nominations.map((w) => `${w.from} – ${w.until}`).join(', ') });
  const wrong = wrongStay(stay);
  if (wrong !== undefined) return wrong;
  for (const [field, text] of Object.entries({ given: person.given, family: person.family, home: home.name }))
    if (!isPrintable(text)) return refuse('wrong-answer', { field, why: NOT_PRINTABLE }, field);
  const { birthDate } = person;
  return birthDate !== undefined && (birthDate >= today || birthDate < '1900-01-01')
    ? refuse('wrong-date', { date: birthDate, why: 'nobody who comes is born then' }, 'birthDate')
    : undefined;
}

/** Whether a day falls into a window of each year, which may go over the end of the year. */
function isWithin({ from, until }: YearlyWindow, today: LocalDate): boolean {
  const day = today.slice(5);
  return from <= until ? from <= day && day <= until : day >= from || day <= until;
}
