import type { Institution } from '../../domain/institution/institution.ts';
import type { PersonId, ProcedureId, Reference } from '../../domain/ids.ts';
import { refusedBirth } from '../../domain/mobility/birth.ts';
import type { Home } from '../../domain/mobility/state.ts';
import type { Nomination as Listed, NominationRow } from '../../domain/nominations/nomination.ts';
import { nextAcademicYear } from '../../domain/nominations/academic-year.ts';
import { planNominations, type NominationPlan } from '../../domain/nominations/plan.ts';
import type { ProcedurePin } from '../../domain/process/procedure.ts';
import { sentenceOf } from '../../domain/refusal.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import type { Instant, LocalDate } from '../../domain/time/civil.ts';
import type { Db } from '../connect.ts';
import { allNominations } from '../imports/nominations.ts';
import type { Source } from '../imports/source.ts';
import type { Keys } from '../keys.ts';
import { knownPeople, partnersByCode, type HomeRow } from '../queries/nominees.ts';
import { nominate, nominatedBefore, type Nomination } from './nominate.ts';

export interface NominationsImport {
  readonly institution: Institution;
  readonly procedure: ProcedurePin;
  readonly source: Source;
  /** Of every row; without it a row's `year` gives 1 September to 30 June. */
  readonly stay?: { readonly start: LocalDate; readonly end: LocalDate };
  readonly by: PersonId | null;
  readonly at: Instant;
  /** Only look: report what would be done, write nothing. */
  readonly dryRun?: boolean;
}

/** What became of each line of the list; every line is in exactly one of the four. */
export interface NominationsReport {
  /** A file was opened; no reference when it was only looked. */
  readonly added: readonly { readonly line: number; readonly reference?: Reference }[];
  /** Nominated before. */
  readonly unchanged: readonly { readonly line: number; readonly reference: Reference }[];
  /** The same person again, as in line `of`. */
  readonly duplicate: readonly { readonly line: number; readonly of: number }[];
  readonly refused: readonly { readonly line: number; readonly field: string; readonly reason: string }[];
}

/**
 * Nominates a list (CSV). A line that is not right is reported and holds up no other; the same list again adds nothing.
 * @throws ImportFault when the file cannot be taken at all; nothing of it is then
 */
export async function importNominations(db: Db, keys: Keys, input: NominationsImport): Promise<NominationsReport> {
  const { institution, procedure, stay, by, at } = input;
  const read = await allNominations(input.source, localDateOf(institution.calendar, at));
  const listed = read.rows.map(({ nomination }) => nomination);
  const plan = await planOf(db, input, read.rows, procedure.id);
  const homes = await partnersByCode(
    db,
    institution.id,
    listed.map((one) => one.homeCode),
  );
  const today = localDateOf(institution.calendar, at);
  const wanted = plan.added.map((one) => ({ line: one.line, nomination: nominationOf(one, stay, homes) }));
  const impossible = wanted.flatMap(({ line, nomination }) => {
    const refusal = refusedBirth({ ...nomination, person: nomination }, today);
    return refusal === undefined ? [] : [{ line, field: refusal.field ?? '', reason: sentenceOf(refusal)['en'] ?? '' }];
  });
  const possible = wanted.filter(({ line }) => !impossible.some((one) => one.line === line));
  const nominations = possible.map(({ nomination }) => nomination);
  const done =
    input.dryRun === true
      ? await looked(db, keys, input, nominations)
      : await nominate(db, keys, { institution, procedure, by, at, nominations });
  const added = possible.map(({ line }, n) => ({ line, ...(done[n] ?? { added: true }) }));
  return {
    added: added
      .filter((one) => one.added)
      .map(({ line, reference }) => ({ line, ...(reference === undefined ? {} : { reference }) })),
    unchanged: inOrder([
      ...plan.unchanged,
      ...added.flatMap(({ line, reference, added: isNew }) =>
        isNew || reference === undefined ? [] : [{ line, reference }],
      ),
    ]),
    duplicate: plan.duplicate,
    refused: inOrder([
      ...read.refused.map(({ line, field, reason }) => ({ line, field, reason })),
      ...plan.refused,
      ...impossible,
    ]),
  };
}

async function planOf(
  db: Db,
  { institution, stay, at }: NominationsImport,
  rows: readonly NominationRow[],
  procedure: ProcedureId,
): Promise<NominationPlan> {
  const known = await knownPeople(
    db,
    institution.id,
    rows.map(({ nomination }) => nomination),
  );
  const year =
    stay === undefined ? nextAcademicYear(localDateOf(institution.calendar, at)) : Number(stay.start.slice(0, 4));
  return planNominations(rows, known, { procedure, year });
}

async function looked(
  db: Db,
  keys: Keys,
  { institution, procedure }: NominationsImport,
  nominations: readonly Nomination[],
): Promise<{ reference?: Reference; added: boolean }[]> {
  const found: { reference?: Reference; added: boolean }[] = [];
  for (const nomination of nominations) {
    const reference = await nominatedBefore(db, keys, institution, procedure, nomination);
    found.push(reference === undefined ? { added: true } : { reference, added: false });
  }
  return found;
}

function nominationOf(
  { nomination, year, person }: NominationPlan['added'][number],
  stay: NominationsImport['stay'],
  homes: ReadonlyMap<string, HomeRow>,
): Nomination {
  const { given, family, email, birthDate, esi } = nomination;
  return {
    given,
    family,
    email,
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(esi === undefined ? {} : { esi }),
    ...(person === undefined ? {} : { person }),
    home: homeOf(nomination, homes),
    stay: stay ?? { start: `${String(year)}-09-01`, end: `${String(year + 1)}-06-30` },
  };
}

function homeOf({ homeCode, referentEmail }: Listed, homes: ReadonlyMap<string, HomeRow>): Home {
  const home = homes.get(homeCode ?? '');
  return {
    name: home?.name ?? homeCode ?? '',
    ...(home === undefined ? {} : { country: home.country }),
    ...(home === undefined || home.erasmusCode === null ? {} : { erasmusCode: home.erasmusCode }),
    ...(referentEmail === undefined ? {} : { coordinatorEmail: referentEmail }),
  };
}

const inOrder = <T extends { readonly line: number }>(lines: readonly T[]): T[] =>
  lines.toSorted((a, b) => a.line - b.line);
