import { Command } from 'commander';
import type { Grant, Granted } from '../../db/identity/people-grant.ts';
import { daysOf, emailOf, languageOf, nameOf } from '../person-input.ts';
import { print } from '../print.ts';

interface Options {
  readonly institution: string;
  readonly email: string;
  readonly role: string;
  readonly unit: string;
  readonly given?: string;
  readonly family?: string;
  readonly language?: string;
  readonly from?: string;
  readonly until?: string;
  readonly anyKind?: boolean;
  readonly json?: boolean;
}

/** `smile person grant` */
export const personGrant = (): Command =>
  new Command('grant')
    .description('give somebody a role in a unit and all below it; the same again changes nothing')
    .requiredOption('--institution <id>', 'to which they belong')
    .requiredOption('--email <address>', 'by which they are known; without anybody of this address one is made')
    .requiredOption('--role <role>', 'one of the roles of institution.yaml')
    .requiredOption('--unit <unit>', 'one of its units; the first is the whole institution')
    .option('--given <name>', 'given name, of somebody who is not there yet')
    .option('--family <name>', 'family name, likewise')
    .option('--language <code>', 'in which they are written to, such as fr')
    .option('--from <date>', 'first day, like 2026-09-01')
    .option('--until <date>', 'last day')
    .option('--any-kind', 'also to somebody known as a student or another guest')
    .option('--json', 'print { person, grant, made, added, changed }')
    .addHelpText('after', '\nWho has the role already gets the dates that are given here, or none.')
    .action(async ({ institution, email, role, unit, given, family, language, from, until, ...flags }: Options) => {
      const { anyKind = false, json = false } = flags;
      const name = nameOf(given, family);
      const wish = { institution, email: emailOf(email), role, unit, anyKind, ...daysOf(from, until) };
      const [{ grantRole }, { institutionOf, withDatabase }] = await Promise.all([
        import('../../db/identity/people-grant.ts'),
        import('../database.ts'),
      ]);
      const granted = await withDatabase(async (db) => {
        const spoken = languageOf(await institutionOf(db, institution), language);
        const whole = { ...wish, language: spoken, ...(name === undefined ? {} : { name }) };
        return grantRole(db, whole, new Date().toISOString());
      });
      print(json, granted, () => inWords(granted));
    });

function inWords({ person, grant, made, added, changed }: Granted): string {
  const who = `${person.given} ${person.family} (${person.email})`;
  const what = grantInWords(grant);
  if (added) return `${who}${made ? ', made now,' : ''} is ${what}.`;
  return changed ? `${who} is ${what}: the dates were changed.` : `${who} is ${what} already.`;
}

/** `registry of university from 2026-09-01 until 2027-08-31` */
export const grantInWords = ({ role, unit, from, until }: Grant): string =>
  `${role} of ${unit}${from === null ? '' : ` from ${from}`}${until === null ? '' : ` until ${until}`}`;
