import type { Db, Tx } from '../connect.ts';
import { select } from '../sql.ts';
import type { Row } from '../statements.ts';
import type { CatalogueFile, FoundRow } from './catalogue-file.ts';
import type { CatalogueRow } from './catalogue-rows.ts';
import { changesOf, type Changes } from './compare.ts';
import type { Refused } from './fault.ts';

export interface Owner {
  readonly institution: string;
  /** Who brings these rows; an import never touches those of another source. */
  readonly source: string;
}

export interface CatalogueFiles {
  readonly faculties?: CatalogueFile | undefined;
  readonly programmes?: CatalogueFile | undefined;
  readonly courses?: CatalogueFile | undefined;
}

export interface TablePlan {
  readonly file: CatalogueFile;
  readonly wanted: readonly CatalogueRow[];
  readonly changes: Changes<CatalogueRow>;
  readonly refused: readonly Refused[];
}

/**
 * What an import would do, table by table. Rows that belong to a faculty or programme that is not there are refused:
 * nobody would find them.
 */
export async function planCatalogue(on: Db | Tx, owner: Owner, files: CatalogueFiles): Promise<readonly TablePlan[]> {
  const plans: TablePlan[] = [];
  const faculties = await live(on, owner, 'catalogue_faculties', files.faculties);
  if (files.faculties !== undefined) {
    const plan = await planTable(on, owner, files.faculties, ({ row }) => row);
    plans.push(plan);
    for (const { code } of plan.wanted) faculties.set(code, code);
  }
  const programmes = await live(on, owner, 'catalogue_programmes', files.programmes);
  if (files.programmes !== undefined) {
    const plan = await planTable(on, owner, files.programmes, ({ row, parent }) =>
      faculties.has(parent) ? row : `There is no faculty “${parent}”.`,
    );
    plans.push(plan);
    for (const { code, faculty } of plan.wanted) if (typeof faculty === 'string') programmes.set(code, faculty);
  }
  if (files.courses !== undefined)
    plans.push(
      await planTable(on, owner, files.courses, ({ row, parent }) => {
        const faculty = programmes.get(parent);
        return faculty === undefined ? `There is no programme “${parent}”.` : { ...row, faculty };
      }),
    );
  return plans;
}

/**
 * The rows that others may belong to, by code, with the faculty of each: of all sources, one's own first, without those
 * that the file is about to retire.
 */
async function live(
  on: Db | Tx,
  { institution, source }: Owner,
  table: 'catalogue_faculties' | 'catalogue_programmes',
  file: CatalogueFile | undefined,
): Promise<Map<string, string>> {
  const rows = await select<{ code: string; faculty: string; source: string }>(
    on,
    `SELECT code, ${table === 'catalogue_faculties' ? 'code AS faculty' : 'faculty'}, source
       FROM ${table} WHERE institution = ? AND retired_at IS NULL ORDER BY source DESC`,
    [institution],
  );
  const [own, others] = [rows.filter((row) => row.source === source), rows.filter((row) => row.source !== source)];
  const staying = own.filter(({ code }) => file === undefined || file.named.has(code));
  return new Map([...others, ...staying].map(({ code, faculty }) => [code, faculty]));
}

async function planTable(
  on: Db | Tx,
  { institution, source }: Owner,
  file: CatalogueFile,
  settle: (found: FoundRow) => CatalogueRow | string,
): Promise<TablePlan> {
  const { table, parentColumn = '' } = file.format;
  const refused: Refused[] = [];
  const wanted = file.rows.flatMap((found) => {
    const row = settle(found);
    if (typeof row !== 'string') return [row];
    refused.push({ file: file.name, line: found.line, field: parentColumn, reason: row });
    return [];
  });
  const stored = await select<Row>(on, `SELECT * FROM ${table} WHERE institution = ? AND source = ?`, [
    institution,
    source,
  ]);
  const changes = changesOf('code', stored, wanted, file.named);
  return { file, wanted, changes, refused: [...file.refused, ...refused].sort((a, b) => a.line - b.line) };
}
