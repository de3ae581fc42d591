import type { InstitutionId } from '../../domain/ids.ts';
import type { Nomination } from '../../domain/nominations/nomination.ts';
import type { KnownPerson } from '../../domain/nominations/plan.ts';
import { fold } from '../../domain/text/fold.ts';
import type { Db } from '../connect.ts';
import { select } from '../sql.ts';

const AT_ONCE = 500;

/** Everybody of an institution whom one of these nominations may be, with the mobilities there are. */
export async function knownPeople(
  db: Db,
  institution: InstitutionId,
  nominations: readonly Nomination[],
): Promise<KnownPerson[]> {
  const found = new Map<string, PersonRow>();
  const look = async (column: string, values: readonly (string | undefined)[]): Promise<void> => {
    for (const some of batches(values)) {
      const rows = await select<PersonRow>(
        db,
        `SELECT id, given, family, email, esi, birth_date FROM people WHERE institution = ? AND ${column} IN (?)`,
        [institution, some],
      );
      for (const row of rows) found.set(row.id, row);
    }
  };
  await look(
    'esi',
    nominations.map((n) => n.esi),
  );
  await look(
    'email_folded',
    nominations.map((n) => fold(n.email)),
  );
  await look(
    'family',
    nominations.map((n) => (n.birthDate === undefined ? undefined : n.family)),
  );
  const mobilities = new Map<string, KnownPerson['mobilities'][number][]>();
  for (const some of batches([...found.keys()])) {
    const rows = await select<{ person: string; reference: string; procedure: string; start: string | null }>(
      db,
      'SELECT person, reference, procedure_id AS `procedure`, stay_start AS start FROM mobilities WHERE person IN (?)',
      [some],
    );
    for (const { person, reference, procedure, start } of rows)
      mobilities.set(person, [
        ...(mobilities.get(person) ?? []),
        { reference, procedure, year: Number((start ?? '0').slice(0, 4)) },
      ]);
  }
  return [...found.values()].map((row) => ({
    person: row.id,
    given: row.given,
    family: row.family,
    email: row.email,
    esi: row.esi ?? undefined,
    birthDate: row.birth_date ?? undefined,
    mobilities: mobilities.get(row.id) ?? [],
  }));
}

export interface HomeRow {
  readonly name: string;
  readonly country: string;
  readonly erasmusCode: string | null;
}

/** Partner institutions by the codes that a list names them by: Erasmus code, PIC or OID. */
export async function partnersByCode(
  db: Db,
  institution: InstitutionId,
  codes: readonly (string | undefined)[],
): Promise<Map<string, HomeRow>> {
  const found = new Map<string, HomeRow>();
  for (const some of batches(codes))
    for (const column of ['erasmus_code', 'pic', 'oid']) {
      const rows = await select<HomeRow & { code: string }>(
        db,
        `SELECT ${column} AS code, name, country, erasmus_code AS erasmusCode FROM partners WHERE institution = ? AND ${column} IN (?)`,
        [institution, some],
      );
      for (const { code, ...home } of rows) found.set(code, home);
    }
  return found;
}

interface PersonRow {
  readonly id: string;
  readonly given: string;
  readonly family: string;
  readonly email: string;
  readonly esi: string | null;
  readonly birth_date: string | null;
}

function* batches(values: readonly (string | undefined)[]): Generator<string[]> {
  const all = [...new Set(values.filter((value) => value !== undefined))];
  for (let from = 0; from < all.length; from += AT_ONCE) yield all.slice(from, from + AT_ONCE);
}
