import { Command } from 'commander';
import { CliProblem } from '../fail.ts';
import { requireFiles } from '../files.ts';
import { tellImport } from './import-report.ts';

interface Options {
  readonly institution: string;
  readonly source: string;
  readonly faculties?: string;
  readonly programmes?: string;
  readonly courses?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `smile catalogue import` */
export const catalogueImport = (): Command =>
  new Command('import')
    .description('bring in faculties, programmes and courses (CSV); what the source no longer has is retired')
    .requiredOption('--institution <id>', 'whose catalogue it is')
    .requiredOption(
      '--source <name>',
      'who owns these rows, such as file or apogee; those of other sources are left alone',
    )
    .option('--faculties <file>', 'code, libelle, libelle_long, acronyme')
    .option('--programmes <file>', 'code, libelle, acronyme, type_diplome, niveau_etude, code_composante')
    .option(
      '--courses <file>',
      'code_elp, libelle, langue_enseignement, s1, s2, ects, vol_elp, ouvert_mobilite, formation_code, objectif, description',
    )
    .option('--dry-run', 'only say what would be done')
    .option('--json', 'print { added, changed, unchanged, retired, refused: [{ file, line, field, reason }], applied }')
    .addHelpText('after', '\nRows that are not right are refused one by one; 1 when nothing could be taken.')
    .action(async ({ institution, source, faculties, programmes, courses, dryRun = false, json = false }: Options) => {
      if (faculties === undefined && programmes === undefined && courses === undefined)
        throw new CliProblem('usage', 'Give at least one of --faculties, --programmes and --courses.');
      if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(source))
        throw new CliProblem(
          'usage',
          `“${source}” cannot be the name of a source: use small letters, digits and hyphens.`,
        );
      await requireFiles(faculties, programmes, courses);
      const [{ importCatalogue }, { withDatabase }] = await Promise.all([
        import('../../db/imports/catalogue.ts'),
        import('../database.ts'),
      ]);
      const at = new Date().toISOString();
      const report = await withDatabase((db) =>
        importCatalogue(db, { institution, source, faculties, programmes, courses, dryRun, by: null, at }),
      );
      tellImport(json, dryRun, report);
    });
