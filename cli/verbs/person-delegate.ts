import { Command } from 'commander';
import type { Delegation } from '../../db/identity/delegations.ts';
import { daysOf, emailOf, reasonOf } from '../person-input.ts';
import { print } from '../print.ts';

interface Options {
  readonly institution: string;
  readonly email: string;
  readonly to: string;
  readonly role: string;
  readonly unit?: string;
  readonly from?: string;
  readonly until: string;
  readonly reason: string;
  readonly json?: boolean;
}

/** `smile person delegate` */
export const personDelegate = (): Command =>
  new Command('delegate')
    .description('lend the role of somebody to somebody else for some days; the same again changes nothing')
    .requiredOption('--institution <id>', 'to which both belong')
    .requiredOption('--email <address>', 'of who has the role')
    .requiredOption('--to <address>', 'of who stands in for them')
    .requiredOption('--role <role>', 'the role')
    .option('--unit <unit>', 'for this unit and all below it only; without it, wherever they have the role')
    .option('--from <date>', 'first day, like 2026-09-01; without it, today')
    .requiredOption('--until <date>', 'last day; 370 days in all at most')
    .requiredOption('--reason <text>', 'why, for whoever reads it later')
    .option('--json', 'print { delegation, added }')
    .action(async ({ institution, email, to, role, unit, from, until, reason, json = false }: Options) => {
      const wish = {
        institution,
        lender: emailOf(email),
        to: emailOf(to),
        role,
        reason: reasonOf(reason),
        ...daysOf(from, until),
        until,
        ...(unit === undefined ? {} : { unit }),
      };
      const [{ delegate }, { institutionOf, withDatabase }] = await Promise.all([
        import('../../db/identity/delegate.ts'),
        import('../database.ts'),
      ]);
      const done = await withDatabase(async (db) => {
        await institutionOf(db, institution);
        return delegate(db, wish, null, new Date());
      });
      print(json, done, () => {
        const { id, personName, lenderName } = done.delegation;
        const stands = `${personName} ${done.added ? 'stands' : 'stands already'} in for ${lenderName}`;
        return `${stands} as ${lentInWords(done.delegation)} (${id}).`;
      });
    });

/** `registry of university from 2026-09-01 until 2026-09-30` */
export const lentInWords = ({ role, unit, from, until }: Delegation): string =>
  `${role}${unit === null ? '' : ` of ${unit}`} from ${from} until ${until}`;
