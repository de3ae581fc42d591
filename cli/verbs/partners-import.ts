import { Command } from 'commander';
import { requireFiles } from '../files.ts';
import { tellImport } from './import-report.ts';

/** `smile partners import FILE` */
export const partnersImport = (): Command =>
  new Command('import')
    .description('bring in the list of partner institutions (CSV); those that it no longer names stay')
    .argument('<file>', 'erasmus_code, pic, oid, name, street, postcode, city, country')
    .requiredOption('--institution <id>', 'whose partners they are')
    .option('--dry-run', 'only say what would be done')
    .option('--json', 'print { added, changed, unchanged, retired, refused: [{ file, line, field, reason }], applied }')
    .action(
      async (
        file: string,
        { institution, dryRun = false, json = false }: { institution: string; dryRun?: boolean; json?: boolean },
      ) => {
        await requireFiles(file);
        const [{ importPartners }, { withDatabase }] = await Promise.all([
          import('../../db/imports/partners.ts'),
          import('../database.ts'),
        ]);
        const at = new Date().toISOString();
        tellImport(
          json,
          dryRun,
          await withDatabase((db) => importPartners(db, { institution, file, dryRun, by: null, at })),
        );
      },
    );
