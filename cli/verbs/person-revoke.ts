import { Command } from 'commander';
import { emailOf } from '../person-input.ts';
import { print } from '../print.ts';

interface Options {
  readonly institution: string;
  readonly email: string;
  readonly role: string;
  readonly unit: string;
  readonly json?: boolean;
}

/** `smile person revoke` */
export const personRevoke = (): Command =>
  new Command('revoke')
    .description('take a role away, from the next click on; the person and what they did stay')
    .requiredOption('--institution <id>', 'to which they belong')
    .requiredOption('--email <address>', 'by which they are known')
    .requiredOption('--role <role>', 'the role')
    .requiredOption('--unit <unit>', 'the unit in which it was given')
    .option('--json', 'print { person, role, unit, removed }')
    .addHelpText('after', '\nWho does not have it stays without it: that is no error.')
    .action(async ({ institution, email, role, unit, json = false }: Options) => {
      const wish = { institution, email: emailOf(email), role, unit };
      const [{ revokeRole }, { institutionOf, withDatabase }] = await Promise.all([
        import('../../db/identity/people-revoke.ts'),
        import('../database.ts'),
      ]);
      const { person, removed } = await withDatabase(async (db) => {
        await institutionOf(db, institution);
        return revokeRole(db, wish);
      });
      print(json, { person, role, unit, removed: removed > 0 }, () => {
        const who = `${person.given} ${person.family} (${person.email})`;
        return removed > 0 ? `${who} is no longer ${role} of ${unit}.` : `${who} is not ${role} of ${unit}.`;
      });
    });
