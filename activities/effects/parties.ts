import type { Institution } from '../../domain/institution/institution.ts';
import type { UnitId } from '../../domain/ids.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { readInstitution } from '../../db/institutions/read.ts';
import type { Contact } from '../../domain/tasks/form.ts';
import type { Brand, Institution as Party, Language, Student } from '../pdf/inputs.ts';
import type { EffectDeps } from './deps.ts';

/** The institution of a mobility. @throws Error when it was taken away since */
export async function institutionOf(deps: EffectDeps, state: Mobility): Promise<Institution> {
  const institution = await readInstitution(deps.db, state.institution);
  if (institution === undefined) throw new Error(`The institution ${state.institution} is not in the records.`);
  return institution;
}

/** The language of a document for this person. */
export const languageOf = (state: Mobility): Language => (state.person.language === 'fr' ? 'fr' : 'en');

const DEFAULT_ACCENT = '#24527a';

/** How the host's documents look, in a language. */
export const brandOf = (institution: Institution, language: Language): Brand => ({
  institution: institution.name[language] ?? institution.name['en'] ?? institution.code,
  accent: institution.accent ?? DEFAULT_ACCENT,
});

/** The person, as documents name them: what was nominated, and what they filled in. */
export function studentOf(state: Mobility): Student {
  const { person } = state;
  const birthDate = answer(state, 'birthDate') ?? person.birthDate;
  const nationality = answer(state, 'citizenship');
  const cycle = answer(state, 'cycle');
  return {
    givenNames: person.given,
    familyName: person.family,
    email: person.email,
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(nationality === undefined ? {} : { nationality }),
    ...(cycle === undefined ? {} : { cycle }),
    ...(person.esi === undefined ? {} : { esi: person.esi }),
  };
}

/** The home institution, with the coordinator that the person named. */
export function sendingOf(state: Mobility): Party {
  const { name, erasmusCode, country } = state.home;
  const coordinator = contactAnswer(state, 'homeCoordinator');
  return {
    name,
    ...(erasmusCode === undefined ? {} : { erasmusCode }),
    ...(country === undefined ? {} : { country }),
    ...(coordinator === undefined ? {} : { contact: coordinator }),
  };
}

/** The host, with the faculty in charge. */
export function receivingOf(institution: Institution, language: Language, unit: UnitId | undefined): Party {
  const faculty = unit === institution.root ? undefined : institution.units.find((u) => u.id === unit)?.name[language];
  return {
    name: institution.name[language] ?? institution.code,
    country: institution.country,
    ...(institution.erasmusCode === undefined ? {} : { erasmusCode: institution.erasmusCode }),
    ...(faculty === undefined ? {} : { faculty }),
  };
}

function answer(state: Mobility, field: string): string | undefined {
  for (const task of Object.values(state.tasks)) {
    const value = task.kind === 'form' ? task.data.answers?.[field] : undefined;
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

function contactAnswer(state: Mobility, field: string): Contact | undefined {
  for (const task of Object.values(state.tasks)) {
    const value = task.kind === 'form' ? task.data.answers?.[field] : undefined;
    if (typeof value === 'object') return value;
  }
  return undefined;
}

/** `2026/27`: the academic year that a stay starts in; one that starts from July on belongs to the next. */
export function academicYearOf(start: string): string {
  const year = Number(start.slice(0, 4)) - (Number(start.slice(5, 7)) >= 7 ? 0 : 1);
  return `${String(year)}/${String((year + 1) % 100).padStart(2, '0')}`;
}
