import { Command } from 'commander';
import { ImportFault } from '../../db/imports/fault.ts';
import { fileSource } from '../../db/imports/source.ts';
import type { NominationsImport, NominationsReport } from '../../db/records/import-nominations.ts';
import { isLocalDate } from '../../domain/time/civil.ts';
import { CliProblem } from '../fail.ts';
import { requireFiles } from '../files.ts';
import { print } from '../print.ts';
import { refusedLines } from './import-report.ts';

interface Options {
  readonly institution: string;
  readonly procedure: string;
  readonly start?: string;
  readonly end?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const REPORT = `
JSON: added, unchanged (nominated before) and duplicate (the same person as in another line) are counts,
refused: [{ line, field, reason }]; lines: [{ line, reference?, of? }] says which is which.
A stay is --start to --end, else 1 September of the row's year (without one: the next September) to 30 June.
Lines that are not right are refused one by one; 1 when nothing could be taken.`;

/** `smile nominations import FILE` */
export const nominationsImport = (): Command =>
  new Command('import')
    .description('open a file for each person of a list (CSV); the same list again adds nothing')
    .argument(
      '<file>',
      'firstname, lastname, email, year, birthdate (d/m/Y), esi, city, postalcode, street, numstreet, mailreferent, codeEtablissement',
    )
    .requiredOption('--institution <id>', 'to which they come')
    .requiredOption('--procedure <id>', 'by which their mobility runs')
    .option('--start <date>', 'first day of the stay of all of them, like 2026-09-01')
    .option('--end <date>', 'last day of the stay of all of them')
    .option('--dry-run', 'only say what would be done')
    .option('--json', 'print { added, unchanged, duplicate, refused, lines }')
    .addHelpText('after', REPORT)
    .action(async (file: string, { institution, procedure, start, end, dryRun = false, json = false }: Options) => {
      const stay = stayOf(start, end);
      await requireFiles(file);
      const [{ importNominations }, { newestProcedure }, { retirementOf }, { institutionOf, openKeys, withDatabase }] =
        await Promise.all([
          import('../../db/records/import-nominations.ts'),
          import('../../db/records/procedures.ts'),
          import('../../db/procedures/retire.ts'),
          import('../database.ts'),
        ]);
      const report = await withDatabase(async (db, settings) => {
        const host = await institutionOf(db, institution);
        const newest = await newestProcedure(db, institution, procedure);
        if (newest === undefined)
          throw new CliProblem('unknown-procedure', `${institution} has published no procedure “${procedure}”.`);
        if ((await retirementOf(db, { institution, id: procedure })) !== null)
          throw new CliProblem(
            'procedure-retired',
            `The procedure “${procedure}” is retired: it takes no nominations.`,
          );
        const keys = await openKeys(db, settings);
        const wanted = {
          institution: host,
          procedure: newest.pin,
          source: fileSource(file),
          by: null,
          at: new Date().toISOString(),
          dryRun,
        };
        return reported(() => importNominations(db, keys, stay === undefined ? wanted : { ...wanted, stay }));
      });
      const { added, unchanged, duplicate, refused } = report;
      print(json, counted(report), () => [...refusedLines(refused), summary(report, dryRun)].join('\n'));
      if (refused.length > 0 && added.length + unchanged.length + duplicate.length === 0) process.exitCode = 1;
    });

/** The report as programs read it: counts, what was refused and why, and the line of each file. */
const counted = ({ added, unchanged, duplicate, refused }: NominationsReport): object => ({
  added: added.length,
  unchanged: unchanged.length,
  duplicate: duplicate.length,
  refused,
  lines: [...added, ...unchanged, ...duplicate],
});

function stayOf(start: string | undefined, end: string | undefined): NominationsImport['stay'] {
  if (start === undefined && end === undefined) return undefined;
  if (start === undefined || end === undefined)
    throw new CliProblem('usage', '--start and --end go together: give both dates.');
  if (!isLocalDate(start) || !isLocalDate(end) || end < start)
    throw new CliProblem(
      'usage',
      `A stay from ${start} to ${end} is not possible: give two dates in order, like 2026-09-01.`,
    );
  return { start, end };
}

/** A file that cannot be taken as a whole: nothing of it was. */
async function reported(work: () => Promise<NominationsReport>): Promise<NominationsReport> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ImportFault)) throw error;
    const { line, field, reason } = error.refused;
    return { added: [], unchanged: [], duplicate: [], refused: [{ line, field, reason }] };
  }
}

function summary({ added, unchanged, duplicate, refused }: NominationsReport, dryRun: boolean): string {
  const [first, last] = [added[0]?.reference, added.at(-1)?.reference];
  const references =
    first === undefined || last === undefined ? '' : first === last ? ` (${first})` : ` (${first} to ${last})`;
  return `${String(added.length)} added${references}, ${String(unchanged.length)} unchanged, ${String(duplicate.length)} double, ${String(refused.length)} refused${dryRun ? '; nothing was written (--dry-run)' : ''}.`;
}
