import type { Address, Nomination, NominationRow } from '../../domain/nominations/nomination.ts';
import { localDate, type LocalDate } from '../../domain/time/civil.ts';
import { cellReader, type CellFault, type CellReader } from './cells.ts';
import { readCsv, type CsvLimits, type CsvRow } from './csv.ts';
import type { Refused } from './fault.ts';
import type { Columns } from './header.ts';
import type { Source } from './source.ts';

const columns: Columns = {
  required: ['firstname', 'lastname', 'email'],
  optional: [
    'year',
    'birthdate',
    'esi',
    'city',
    'postalcode',
    'street',
    'numstreet',
    'mailreferent',
    'codeetablissement',
  ],
};
const limits: CsvLimits = { bytes: 16 * 1_048_576, rows: 50_000 };
const OLDEST = 120;
const ESI = /^urn:schac:personalUniqueCode:int:esi:[a-z0-9.-]+:[!-~]+$/i;
const ESI_START = 'urn:schac:personalUniqueCode:int:esi:';
const EMAIL =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i;

/**
 * Reads a list of nominations line by line; a line is given as a nomination or as refused with its first fault.
 * @param today so that nobody is born in the future
 * @throws ImportFault when the file as a whole cannot be taken
 */
export async function* readNominations(
  source: Source,
  { today, most = limits }: { readonly today: LocalDate; readonly most?: CsvLimits },
): AsyncGenerator<NominationRow | Refused> {
  for await (const row of readCsv(source, columns, most)) {
    if ('reason' in row) {
      yield row;
      continue;
    }
    const read = nominationOf(row, today);
    yield 'reason' in read
      ? { file: source.name, line: row.line, ...read }
      : { line: row.line, nomination: read.nomination };
  }
}

/** Reads a whole list. @throws ImportFault as `readNominations` */
export async function allNominations(
  source: Source,
  today: LocalDate,
): Promise<{ readonly rows: readonly NominationRow[]; readonly refused: readonly Refused[] }> {
  const rows: NominationRow[] = [];
  const refused: Refused[] = [];
  for await (const one of readNominations(source, { today })) {
    if ('reason' in one) refused.push(one);
    else rows.push(one);
  }
  return { rows, refused };
}

function nominationOf(row: CsvRow, today: LocalDate): { readonly nomination: Nomination } | CellFault {
  const cells = cellReader(row);
  const given = nameOf(cells, 'firstname');
  const family = nameOf(cells, 'lastname');
  const email = emailOf(cells, 'email');
  const year = yearOf(cells);
  const birthDate = birthDateOf(cells, today);
  const esi = esiOf(cells);
  const address = addressOf(cells);
  const referentEmail = emailOf(cells, 'mailreferent');
  const homeCode = cells.text('codeetablissement', 64);
  if (email === undefined) cells.fail('email', 'This must not be empty.');
  const nomination: Nomination = {
    given,
    family,
    email: email ?? '',
    ...(year === undefined ? {} : { year }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(esi === undefined ? {} : { esi }),
    ...(Object.keys(address).length === 0 ? {} : { address }),
    ...(referentEmail === undefined ? {} : { referentEmail }),
    ...(homeCode === '' ? {} : { homeCode }),
  };
  return cells.fault() ?? { nomination };
}

function nameOf(cells: CellReader, field: string): string {
  const name = cells.needed(field, 200).replace(/\s+/g, ' ');
  if (name !== '' && !/\p{L}/u.test(name)) cells.fail(field, 'A name has letters.');
  return name;
}

function emailOf(cells: CellReader, field: string): string | undefined {
  const email = cells.text(field, 320);
  if (email === '') return undefined;
  if (!EMAIL.test(email) || email.startsWith('.') || /\.\.|\.@/.test(email))
    cells.fail(field, 'This is not an e-mail address like anna@uni.example.');
  return email;
}

/** `2026`, or the academic year `2026-2027`, `2026/27`. */
function yearOf(cells: CellReader): number | undefined {
  const text = cells.text('year', 16);
  if (text === '') return undefined;
  const match = /^(20\d\d)(?:\s*[-/]\s*((?:20)?\d\d))?$/.exec(text);
  const year = Number(match?.[1]);
  const follows = match?.[2] === undefined || Number(match[2]) % 100 === (year + 1) % 100;
  if (match === null || !follows) cells.fail('year', `A year like 2026 or 2026-2027 is needed, not “${text}”.`);
  return year;
}

/** Day, month, year, as the format has it; or year, month, day, which cannot be mistaken. */
function birthDateOf(cells: CellReader, today: LocalDate): LocalDate | undefined {
  const text = cells.text('birthdate', 32);
  if (text === '') return undefined;
  const local = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(text);
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const [year, month, day] = local === null ? [iso?.[1], iso?.[2], iso?.[3]] : [local[3], local[2], local[1]];
  const date = localDate(Number(year), Number(month), Number(day));
  if (date === undefined) cells.fail('birthdate', `A date like 31/12/2004 is needed, not “${text}”.`);
  else if (date >= today || Number(year) < Number(today.slice(0, 4)) - OLDEST)
    cells.fail('birthdate', `Nobody who is nominated today was born on ${text}.`);
  return date;
}

function esiOf(cells: CellReader): string | undefined {
  const esi = cells.text('esi', 255);
  if (esi === '') return undefined;
  if (!ESI.test(esi))
    cells.fail(
      'esi',
      `A European Student Identifier begins with ${ESI_START} and names country or institution, then a code.`,
    );
  return ESI_START + esi.slice(ESI_START.length);
}

function addressOf(cells: CellReader): Address {
  const number = cells.text('numstreet', 32);
  const street = cells.text('street', 200);
  const postalCode = cells.text('postalcode', 32);
  const city = cells.text('city', 200);
  return {
    ...(number === '' ? {} : { number }),
    ...(street === '' ? {} : { street }),
    ...(postalCode === '' ? {} : { postalCode }),
    ...(city === '' ? {} : { city }),
  };
}
