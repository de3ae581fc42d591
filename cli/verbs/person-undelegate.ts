import { Command } from 'commander';
import { print } from '../print.ts';
import { lentInWords } from './person-delegate.ts';

interface Options {
  readonly institution: string;
  readonly id: string;
  readonly json?: boolean;
}

/** `smile person undelegate` */
export const personUndelegate = (): Command =>
  new Command('undelegate')
    .description('end a delegation before its last day, from the next click on')
    .requiredOption('--institution <id>', 'of the delegation')
    .requiredOption('--id <id>', 'of the delegation, as person list shows it')
    .option('--json', 'print { delegation, ended }')
    .addHelpText('after', '\nOne that was ended already stays as it was: that is no error.')
    .action(async ({ institution, id, json = false }: Options) => {
      const [{ undelegate }, { institutionOf, withDatabase }] = await Promise.all([
        import('../../db/identity/undelegate.ts'),
        import('../database.ts'),
      ]);
      const done = await withDatabase(async (db) => {
        await institutionOf(db, institution);
        return undelegate(db, { institution, id }, null, new Date());
      });
      print(json, done, () => {
        const { personName, lenderName } = done.delegation;
        const what = `${personName} for ${lenderName}, ${lentInWords(done.delegation)}`;
        return done.ended ? `Ended: ${what}.` : `Ended already: ${what}.`;
      });
    });
