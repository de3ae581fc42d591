import { z } from 'zod';
import { faultsOf } from '../grades/table.ts';
import type { Surroundings } from '../process/check.ts';
import { twice } from '../process/check/names.ts';
import { faultsOfIssues } from '../process/explain.ts';
import type { JsonSchema } from '../process/keys.ts';
import { readYaml } from '../process/locate.ts';
import { allowed, type Fault, type Problem } from '../process/problem.ts';
import { textsIn } from '../process/check/languages.ts';
import { wrongCalendar } from './calendar.ts';
import type { InstitutionDeclaration } from './declaration.ts';
import { institutionSchema } from './schema.ts';
import { strayUnits } from './units.ts';

export interface CheckedInstitution {
  /** Whether it may be applied. */
  readonly ok: boolean;
  /** In the order of the file. */
  readonly problems: readonly Problem[];
  /** Given when nothing stands against applying it. */
  readonly declaration?: InstitutionDeclaration;
}

/** The form of `institution.yaml`, for editors that complete it. */
export const institutionJsonSchema = (): JsonSchema =>
  z.toJSONSchema(institutionSchema, { io: 'input', unrepresentable: 'any' });

/**
 * Reads an institution's YAML, with the place of each problem: its YAML, its form, and whether it hangs together.
 * @param file the name that problems are told with
 * @param isZone whether a time zone is known; the core has no such data
 */
export function checkInstitution(
  text: string,
  file: string,
  isZone: (zone: string) => boolean = () => true,
): CheckedInstitution {
  const read = readYaml(text, file);
  if ('problems' in read) return { ok: false, problems: read.problems };
  const { value, problems: placed } = read.source;
  const parsed = institutionSchema.safeParse(value);
  if (!parsed.success)
    return { ok: false, problems: placed(faultsOfIssues(parsed.error.issues, value, institutionJsonSchema())) };
  const declaration = parsed.data;
  const faults = [
    ...strayUnits(declaration.units),
    ...doubles(declaration),
    ...wrongCalendar(declaration.calendar, isZone),
    ...wrongTables(declaration),
    ...wrongPeople(declaration),
    ...missingTexts(value, declaration.languages),
  ];
  const problems = placed(faults);
  return allowed(problems) ? { ok: true, problems, declaration } : { ok: false, problems };
}

/** What procedures of this institution are checked against. Without demo people, nobody knows here who has which role. */
export function surroundingsOf({ languages, roles, units, demo }: InstitutionDeclaration): Surroundings {
  const people = demo?.people ?? [];
  const grants = people.flatMap(({ person, grants: own }) => own.map((grant) => ({ person, ...grant })));
  return {
    languages,
    roles: roles.map(({ role }) => role),
    units,
    ...(grants.length === 0 ? {} : { grants, people: new Set(people.map(({ email }) => email.toLowerCase())) }),
  };
}

function doubles({ languages, roles, units, demo }: InstitutionDeclaration): Fault[] {
  const reserved = roles.findIndex(({ role }) => role === 'person');
  return [
    ...twice(
      'language',
      languages.map((name, n) => ({ name, path: ['languages', n] })),
    ),
    ...twice(
      'role',
      roles.map(({ role }, n) => ({ name: role, path: ['roles', n, 'role'] })),
    ),
    ...twice(
      'code',
      units.flatMap(({ codes = [] }, n) => codes.map((name, m) => ({ name, path: ['units', n, 'codes', m] }))),
    ),
    ...twice(
      'person',
      (demo?.people ?? []).map(({ person }, n) => ({ name: person, path: ['demo', 'people', n, 'person'] })),
    ),
    ...(reserved < 0
      ? []
      : [
          {
            code: 'reserved-name',
            path: ['roles', reserved, 'role'],
            message: '“person” is who the file is about, and no role.',
            hint: 'Choose another name.',
          },
        ]),
  ];
}

function wrongTables({ grading }: InstitutionDeclaration): Fault[] {
  if (grading === undefined) return [];
  const tables = [
    { table: grading.host, path: ['grading', 'host'] },
    ...grading.partners.map(({ table }, n) => ({ table, path: ['grading', 'partners', n, 'table'] })),
  ];
  const names = grading.partners.flatMap((partner, n) =>
    partner.for.map((name, m) => ({
      name: name.toUpperCase().replace(/\s+/g, ' '),
      path: ['grading', 'partners', n, 'for', m],
    })),
  );
  return [
    ...tables.flatMap(({ table, path }) =>
      faultsOf(table).map(({ place, why }): Fault => ({
        code: 'wrong-table',
        path: [...path, ...place.split('/')],
        message: `The grading table “${table.id}” is not right: ${why}.`,
        hint: 'See the tables of institutions/caen.',
      })),
    ),
    ...twice('partner', names),
  ];
}

function wrongPeople({ demo, roles, units }: InstitutionDeclaration): Fault[] {
  return (demo?.people ?? []).flatMap(({ grants }, n) =>
    grants.flatMap(({ role, unit }, m): Fault[] => {
      const path = ['demo', 'people', n, 'grants', m];
      return [
        ...(roles.some((one) => one.role === role)
          ? []
          : [
              {
                code: 'unknown-role',
                path: [...path, 'role'],
                message: `There is no role “${role}”.`,
                hint: `There are ${roles.map((one) => one.role).join(', ')}.`,
              },
            ]),
        ...(units.some((one) => one.unit === unit)
          ? []
          : [
              {
                code: 'unknown-unit',
                path: [...path, 'unit'],
                message: `There is no unit “${unit}”.`,
                hint: 'Name one of “units”.',
              },
            ]),
      ];
    }),
  );
}

const missingTexts = (value: unknown, languages: readonly string[]): Fault[] =>
  textsIn(value, []).flatMap(({ path, text }) =>
    languages
      .filter((language) => !Object.hasOwn(text, language))
      .map((language): Fault => ({
        code: 'language-missing',
        path,
        message: `This text is not given in ${language}.`,
        hint: `Add “${language}: …”, one for each of “languages”.`,
      })),
  );
