import { Command } from 'commander';
import type { Listed } from '../../db/identity/people-list.ts';
import { print } from '../print.ts';
import { grantInWords } from './person-grant.ts';

/** `smile person list` */
export const personList = (): Command =>
  new Command('list')
    .description('the staff of an institution and whoever else has a role there, with their roles')
    .requiredOption('--institution <id>', 'to which they belong')
    .option('--json', 'print { people: [{ id, given, family, email, language, kind, roles, login }] }')
    .action(async ({ institution, json = false }: { institution: string; json?: boolean }) => {
      const [{ listStaff }, { institutionOf, withDatabase }] = await Promise.all([
        import('../../db/identity/people-list.ts'),
        import('../database.ts'),
      ]);
      const people = await withDatabase(async (db) => {
        await institutionOf(db, institution);
        return listStaff(db, institution);
      });
      print(json, { people }, () => (people.length === 0 ? 'Nobody yet.' : people.map(inWords).join('\n')));
    });

function inWords({ given, family, email, kind, roles, login }: Listed): string {
  const has = roles.length === 0 ? 'no role' : roles.map(grantInWords).join('; ');
  return `${given} ${family} (${email})${kind === 'staff' ? '' : `, ${kind}`}: ${has}${login ? '' : '; has not logged in yet'}`;
}
