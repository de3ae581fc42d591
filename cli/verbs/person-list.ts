import { Command } from 'commander';
import type { Delegation } from '../../db/identity/delegations.ts';
import type { Listed } from '../../db/identity/people-list.ts';
import { print } from '../print.ts';
import { lentInWords } from './person-delegate.ts';
import { grantInWords } from './person-grant.ts';

/** `smile person list` */
export const personList = (): Command =>
  new Command('list')
    .description('the staff of an institution and whoever else has a role there, with their roles')
    .requiredOption('--institution <id>', 'to which they belong')
    .option('--json', 'print { people: [{ id, given, family, email, language, kind, roles, login }], delegations }')
    .action(async ({ institution, json = false }: { institution: string; json?: boolean }) => {
      const [{ listStaff }, { currentOf }, { todayOf }, { institutionOf, withDatabase }] = await Promise.all([
        import('../../db/identity/people-list.ts'),
        import('../../db/identity/delegations.ts'),
        import('../../db/identity/delegate.ts'),
        import('../database.ts'),
      ]);
      const { people, delegations } = await withDatabase(async (db) => {
        await institutionOf(db, institution);
        const today = await todayOf(db, institution, new Date());
        return { people: await listStaff(db, institution), delegations: await currentOf(db, institution, today) };
      });
      print(json, { people, delegations }, () => {
        const lines = people.map(inWords);
        return lines.length === 0 ? 'Nobody yet.' : [...lines, ...delegations.map(standsIn)].join('\n');
      });
    });

const standsIn = (one: Delegation): string =>
  `${one.personName} stands in for ${one.lenderName}: ${lentInWords(one)} (${one.id})`;

function inWords({ given, family, email, kind, roles, login }: Listed): string {
  const has = roles.length === 0 ? 'no role' : roles.map(grantInWords).join('; ');
  return `${given} ${family} (${email})${kind === 'staff' ? '' : `, ${kind}`}: ${has}${login ? '' : '; has not logged in yet'}`;
}
