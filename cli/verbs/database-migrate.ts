import { Command } from 'commander';
import { many, print } from '../print.ts';

/** `smile database migrate` */
export const databaseMigrate = (): Command =>
  new Command('migrate')
    .description('bring the database to the form of this version, and make it where it is empty')
    .option('--json', 'print { migrated: [name] }')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { withDatabase } = await import('../database.ts');
      const migrated = await withDatabase((_db, _settings, names) => Promise.resolve(names));
      print(json, { migrated }, () =>
        migrated.length === 0
          ? 'The database has the form of this version already.'
          : [...migrated.map((name) => `  ${name}`), `${many(migrated.length, 'migration')} done.`].join('\n'),
      );
    });
