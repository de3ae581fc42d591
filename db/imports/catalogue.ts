import { inTransaction, type Db } from '../connect.ts';
import { readCatalogueFile, type CatalogueFile } from './catalogue-file.ts';
import { planCatalogue, type CatalogueFiles, type TablePlan } from './catalogue-plan.ts';
import { courseFormat, facultyFormat, programmeFormat, type Format } from './catalogue-rows.ts';
import { writeTable } from './catalogue-write.ts';
import { holdInstitution, keepReport, reported, tallyOf, type ImportBy, type ImportReport } from './report.ts';
import { fileSource, type Source } from './source.ts';

export interface CatalogueImport extends ImportBy {
  /** Who owns these rows: `file`, `apogee` …; what the source no longer brings is retired, never another source's. */
  readonly source: string;
  /** Paths, or what was uploaded; a file that is not given leaves its table as it is. */
  readonly faculties?: string | Source | undefined;
  readonly programmes?: string | Source | undefined;
  readonly courses?: string | Source | undefined;
}

/**
 * Imports faculties, programmes and courses in one transaction. Rows that are not right are refused one by one, and
 * what was stored of them stays; when a file as a whole is not right nothing is done.
 * @throws DatabaseError; what is wrong with the input is in the report
 */
export const importCatalogue = (db: Db, wanted: CatalogueImport): Promise<ImportReport> =>
  reported(async () => {
    const { institution, source } = wanted;
    const owner = { institution, source };
    await holdInstitution(db, institution);
    const files: CatalogueFiles = {
      faculties: await read(wanted.faculties, facultyFormat),
      programmes: await read(wanted.programmes, programmeFormat),
      courses: await read(wanted.courses, courseFormat),
    };
    if (wanted.dryRun === true) return reportOf(await planCatalogue(db, owner, files), false);
    return inTransaction(db, async (tx) => {
      await holdInstitution(tx, institution);
      const plans = await planCatalogue(tx, owner, files);
      for (const plan of plans) await writeTable(tx, owner, plan, wanted.at);
      const report = reportOf(plans, true);
      await keepReport(tx, wanted, { kind: 'catalogue', source, files: plans.map(({ file }) => file.name) }, report);
      return report;
    });
  });

const read = async (from: string | Source | undefined, format: Format): Promise<CatalogueFile | undefined> =>
  from === undefined ? undefined : readCatalogueFile(typeof from === 'string' ? fileSource(from) : from, format);

const reportOf = (plans: readonly TablePlan[], applied: boolean): ImportReport => ({
  ...tallyOf(plans.map(({ changes }) => changes)),
  refused: plans.flatMap(({ refused }) => refused),
  applied,
});
