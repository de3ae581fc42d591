import { randomUUID } from 'node:crypto';
import { hashOf } from '../../domain/hash.ts';
import type { PersonId, Reference, UnitId } from '../../domain/ids.ts';
import { defaultLanguage, type Institution } from '../../domain/institution/institution.ts';
import { refusedBirth } from '../../domain/mobility/birth.ts';
import type { Birth, Command } from '../../domain/mobility/commands.ts';
import type { Home, Person } from '../../domain/mobility/state.ts';
import type { Procedure, ProcedurePin } from '../../domain/process/procedure.ts';
import type { Instant, LocalDate } from '../../domain/time/civil.ts';
import { systemCommand } from '../../domain/mobility/system-command.ts';
import { sentenceOf, type Refusal } from '../../domain/refusal.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import { inTransaction, type Db, type Tx } from '../connect.ts';
import type { Keys } from '../keys.ts';
import { execute, forUpdate, insert, select, selectOne } from '../sql.ts';
import { GENESIS } from './chain.ts';
import { findOrMakePerson, findPerson } from './nominee.ts';
import { procedureByHash } from './procedures.ts';
import { openBirth, sealBirth } from './read.ts';

/** Somebody whom their home institution sends, as nominated. */
export interface Nomination {
  readonly given: string;
  readonly family: string;
  readonly email: string;
  /** Of mails and pages; English, or the institution's first, when not said. */
  readonly language?: string;
  readonly birthDate?: LocalDate;
  /** European Student Identifier. */
  readonly esi?: string;
  readonly home: Home;
  readonly stay: { readonly start: LocalDate; readonly end: LocalDate };
  /** Somebody who is in the records already and was recognised by the caller. */
  readonly person?: PersonId;
  /** The unit in charge of the file; the whole institution when not said. */
  readonly unit?: UnitId;
}

export interface Nominations {
  readonly institution: Institution;
  readonly procedure: ProcedurePin;
  /** Who nominated; null for a command without a person. */
  readonly by: PersonId | null;
  readonly at: Instant;
  readonly nominations: readonly Nomination[];
}

export interface Nominated {
  readonly reference: Reference;
  readonly person: PersonId;
  /** False: the same nomination was there already, and nothing was written. */
  readonly added: boolean;
}

/** A nomination that cannot be recorded: `index` says which one. */
export class NominationError extends Error {
  override readonly name = 'NominationError';
  readonly code: 'unknown-unit' | 'wrong-stay' | 'not-possible' | 'unknown-institution';
  readonly index: number;
  constructor(code: NominationError['code'], index: number, message: string) {
    super(message);
    this.code = code;
    this.index = index;
  }
}

/**
 * Opens a file for each nomination, in their order and one transaction each: the person, the reference, the data key
 * and the command it will be born by; a sweep then starts its run. Somebody who has a file of the same procedure and
 * first day gets no second one, also when two processes nominate at once. People are the same by an equal European
 * Student Identifier, or an equal address and name.
 * @throws NominationError before anything is written, when a unit or a stay is impossible
 */
export async function nominate(db: Db, keys: Keys, input: Nominations): Promise<Nominated[]> {
  input.nominations.forEach((nomination, index) => {
    refuseImpossible(input, nomination, index);
  });
  const procedure = await procedureByHash(db, input.procedure.hash);
  const nominated: Nominated[] = [];
  for (const [index, nomination] of input.nominations.entries())
    nominated.push(await inTransaction(db, (tx) => nominateOne(tx, keys, input, procedure, nomination, index)));
  const references = nominated.filter((one) => one.added).map((one) => one.reference);
  if (references.length > 0) await recordWho(db, input, references);
  return nominated;
}

/** The file that a nomination was recorded as before; undefined when it would be new. Writes nothing. */
export async function nominatedBefore(
  on: Db | Tx,
  keys: Keys,
  institution: Institution,
  procedure: ProcedurePin,
  nomination: Nomination,
): Promise<Reference | undefined> {
  const person = await findPerson(on, institution.id, nomination);
  return person === undefined ? undefined : fileOf(on, keys, person.id, procedure, nomination.stay.start);
}

async function nominateOne(
  tx: Tx,
  keys: Keys,
  { institution, procedure: pin, at }: Nominations,
  procedure: Procedure,
  nomination: Nomination,
  index: number,
): Promise<Nominated> {
  // One after the other in an institution: who comes second sees the person, the counter and the file of the first.
  const locked = await selectOne(tx, `SELECT id FROM institutions WHERE id = ?${forUpdate(tx)}`, [institution.id]);
  if (locked === null)
    throw new NominationError(
      'unknown-institution',
      index,
      `There is no institution ${institution.id}: apply it first.`,
    );
  const language = nomination.language ?? defaultLanguage(institution);
  const person = await findOrMakePerson(tx, institution.id, { ...nomination, language, kind: procedure.for, at });
  const there = await fileOf(tx, keys, person.id, pin, nomination.stay.start);
  if (there !== undefined) return { reference: there, person: person.id, added: false };
  const reference = await nextReference(tx, institution, Number(localDateOf(institution.calendar, at).slice(0, 4)));
  const birth = birthOf(institution, pin, nomination, person);
  const key = await keys.dataKey(tx, reference);
  await insert(tx, 'heads', {
    reference,
    institution: institution.id,
    person: person.id,
    workflow_started_at: null,
    rev: 0,
    hash: GENESIS,
    birth: sealBirth(key, reference, createCommand(reference, institution, birth)),
    snapshot: null,
    snapshot_rev: 0,
    status: 'new',
    created_at: at,
    updated_at: at,
  });
  return { reference, person: person.id, added: true };
}

function birthOf(
  institution: Institution,
  procedure: ProcedurePin,
  { home, stay, unit }: Nomination,
  person: Person,
): Birth {
  const { calendar, root } = institution;
  return { procedure, calendar, root, unit: unit ?? root, person, home, stay: { start: stay.start, end: stay.end } };
}

function createCommand(reference: Reference, { id }: Institution, birth: Birth): Command {
  const act = { type: 'create', reference, institution: id, birth } as const;
  return { ...systemCommand(id, act), bodyHash: hashOf(act) };
}

/** The file that a person was nominated into by the same procedure from the same day on. Erased ones have no key. */
async function fileOf(
  on: Db | Tx,
  keys: Keys,
  person: PersonId,
  procedure: ProcedurePin,
  start: LocalDate,
): Promise<Reference | undefined> {
  const rows = await select<{ reference: string; birth: Buffer }>(
    on,
    'SELECT h.reference, h.birth FROM heads h JOIN data_keys k ON k.reference = h.reference WHERE h.person = ? ORDER BY h.reference',
    [person],
  );
  for (const { reference, birth } of rows) {
    const { act } = openBirth(await keys.existingKey(on, reference), reference, birth);
    if (act.type === 'create' && act.birth.procedure.id === procedure.id && act.birth.stay.start === start)
      return reference;
  }
  return undefined;
}

/** The next number of the institution's year; the caller holds the institution's lock. */
async function nextReference(tx: Tx, { id, code }: Institution, year: number): Promise<Reference> {
  const row = await selectOne<{ next: number }>(
    tx,
    'SELECT next FROM reference_counters WHERE institution = ? AND year = ?',
    [id, year],
  );
  const number = row?.next ?? 1;
  if (row === null) await insert(tx, 'reference_counters', { institution: id, year, next: 2 });
  else
    await execute(tx, 'UPDATE reference_counters SET next = ? WHERE institution = ? AND year = ?', [
      number + 1,
      id,
      year,
    ]);
  return `${code}-${String(year)}-${String(number).padStart(6, '0')}`;
}

async function recordWho(
  db: Db,
  { institution, procedure, by, at }: Nominations,
  references: readonly Reference[],
): Promise<void> {
  await insert(db, 'imports', {
    id: randomUUID(),
    institution: institution.id,
    kind: 'nominations',
    source: procedure.id,
    file: '',
    imported_at: at,
    imported_by: by,
    report: JSON.stringify({ procedure, references }),
  });
}

function refuseImpossible({ institution, at }: Nominations, nomination: Nomination, index: number): void {
  const { unit, stay } = nomination;
  if (unit !== undefined && !institution.units.some(({ id }) => id === unit))
    throw new NominationError('unknown-unit', index, `There is no unit “${unit}” here.`);
  const refused = refusedBirth(
    { person: nomination, home: nomination.home, stay },
    localDateOf(institution.calendar, at),
  );
  if (refused !== undefined)
    throw new NominationError(
      ofStay(refused) ? 'wrong-stay' : 'not-possible',
      index,
      sentenceOf(refused)['en'] ?? refused.code,
    );
}

const ofStay = ({ field }: Refusal): boolean => field === 'start' || field === 'end';
