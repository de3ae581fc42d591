import { fold } from '../../domain/text/fold.ts';
import { inTransaction, type Db, type Tx } from '../connect.ts';
import { insert, select, upsert } from '../sql.ts';
import type { Row } from '../statements.ts';
import { cellReader, type CellFault } from './cells.ts';
import { changesOf, type Changes } from './compare.ts';
import { readCsv, type CsvRow } from './csv.ts';
import type { Refused } from './fault.ts';
import type { Columns } from './header.ts';
import { holdInstitution, keepReport, reported, tallyOf, type ImportBy, type ImportReport } from './report.ts';
import { fileSource, type Source } from './source.ts';

export interface PartnersImport extends ImportBy {
  readonly file: string | Source;
}

type PartnerRow = Row & { readonly id: string };

const columns: Columns = {
  required: ['erasmus_code', 'name', 'country'],
  optional: ['pic', 'oid', 'street', 'postcode', 'city'],
};
/** The Commission's lists write two countries otherwise than ISO 3166 does. */
const iso: Readonly<Record<string, string>> = { EL: 'GR', UK: 'GB' };

/**
 * Imports the list of partner institutions. Those that the list no longer names stay: files point at them.
 * @throws DatabaseError; what is wrong with the input is in the report
 */
export const importPartners = (db: Db, wanted: PartnersImport): Promise<ImportReport> =>
  reported(async () => {
    const { institution } = wanted;
    await holdInstitution(db, institution);
    const source = typeof wanted.file === 'string' ? fileSource(wanted.file) : wanted.file;
    const { rows, refused } = await readPartners(source);
    const plan = async (on: Db | Tx): Promise<Changes<PartnerRow>> => {
      const stored = await select<Row>(on, 'SELECT * FROM partners WHERE institution = ?', [institution]);
      return { ...changesOf('id', stored, rows, new Set()), retired: [] };
    };
    if (wanted.dryRun === true) return { ...tallyOf([await plan(db)]), refused, applied: false };
    return inTransaction(db, async (tx) => {
      await holdInstitution(tx, institution);
      const changes = await plan(tx);
      const whole = (row: PartnerRow): Row => ({ institution, ...row });
      await insert(tx, 'partners', changes.added.map(whole));
      await upsert(tx, 'partners', ['institution', 'id'], changes.changed.map(whole));
      const report = { ...tallyOf([changes]), refused, applied: true };
      await keepReport(tx, wanted, { kind: 'partners', source: 'file', files: [source.name] }, report);
      return report;
    });
  });

async function readPartners(
  source: Source,
): Promise<{ readonly rows: readonly PartnerRow[]; readonly refused: readonly Refused[] }> {
  const rows: PartnerRow[] = [];
  const refused: Refused[] = [];
  const lines = new Map<string, number>();
  for await (const one of readCsv(source, columns)) {
    if ('reason' in one) {
      refused.push(one);
      continue;
    }
    const found = partnerOf(one);
    if ('reason' in found) {
      refused.push({ file: source.name, line: one.line, ...found });
      continue;
    }
    const earlier = lines.get(found.partner.id);
    if (earlier === undefined) {
      lines.set(found.partner.id, one.line);
      rows.push(found.partner);
    } else {
      const reason = `“${one.cells['erasmus_code'] ?? ''}” is there already, in line ${earlier}.`;
      refused.push({ file: source.name, line: one.line, field: 'erasmus_code', reason });
    }
  }
  return { rows, refused };
}

function partnerOf(row: CsvRow): { readonly partner: PartnerRow } | CellFault {
  const cells = cellReader(row);
  const code = erasmusCode(cells.needed('erasmus_code', 32));
  const name = cells.needed('name', 300);
  const country = cells.needed('country', 2).toUpperCase();
  const pic = cells.text('pic', 16);
  const oid = cells.text('oid', 16);
  // Where a spreadsheet found no OID it leaves its own error: #N/D.
  const noOid = oid === '' || oid.startsWith('#');
  if (code === undefined) cells.fail('erasmus_code', 'An Erasmus code like “F  CAEN01” is needed.');
  if (!/^[A-Z]{2}$/.test(country)) cells.fail('country', 'A country code of two letters is needed.');
  if (pic !== '' && !/^\d{9}$/.test(pic)) cells.fail('pic', 'A PIC has nine digits.');
  if (!noOid && !/^E\d{8}$/.test(oid)) cells.fail('oid', 'An OID is E and eight digits.');
  const partner = {
    id: (code ?? '').toLowerCase().replace(/^([a-z]{1,2}) +|^([a-z]{3})/, '$1$2-'),
    erasmus_code: code ?? null,
    pic: pic || null,
    oid: noOid ? null : oid,
    name,
    name_folded: fold(name).slice(0, 300),
    country: iso[country] ?? country,
    city: cells.text('city', 200) || null,
  };
  return cells.fault() ?? { partner };
}

/** The one spelling: the country in three places, then the rest without spaces; lists vary (`F PARIS 063`). */
function erasmusCode(text: string): string | undefined {
  const match = /^(?:([A-Z]{1,2})\s+|([A-Z]{3})\s*)([\p{Lu}\d -]+\d)$/u.exec(text.toUpperCase());
  return match === null
    ? undefined
    : `${(match[1] ?? match[2] ?? '').padEnd(3)}${(match[3] ?? '').replaceAll(' ', '')}`;
}
