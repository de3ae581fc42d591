import { Command } from 'commander';
import { emailOf } from '../person-input.ts';
import { print } from '../print.ts';

interface Options {
  readonly institution: string;
  readonly email: string;
  readonly json?: boolean;
}

/** `smile person signout` */
export const personSignout = (): Command =>
  new Command('signout')
    .description('end every session of a person, as when a device was lost')
    .requiredOption('--institution <id>', 'to which they belong')
    .requiredOption('--email <address>', 'by which they are known')
    .option('--json', 'print { person, ended }')
    .addHelpText('after', '\nThey may sign in again: close their account at the provider first, if they must not.')
    .action(async ({ institution, email, json = false }: Options) => {
      const address = emailOf(email);
      const [{ signOutEverywhere }, { institutionOf, withDatabase }] = await Promise.all([
        import('../../db/identity/people-sign-out.ts'),
        import('../database.ts'),
      ]);
      const { person, ended } = await withDatabase(async (db) => {
        await institutionOf(db, institution);
        return signOutEverywhere(db, institution, address);
      });
      print(json, { person, ended }, () => {
        const who = `${person.given} ${person.family} (${person.email})`;
        return `${who} was signed in ${ended === 1 ? 'once' : `${ended} times`} and no longer is.`;
      });
    });
