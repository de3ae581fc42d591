import { Command } from 'commander';
import { emailOf } from '../person-input.ts';
import { print } from '../print.ts';

interface Options {
  readonly institution: string;
  readonly email: string;
  readonly json?: boolean;
}

/** `smile person link` */
export const personLink = (): Command =>
  new Command('link')
    .description('make a one-time link by which somebody ties their login to themselves; earlier ones end')
    .requiredOption('--institution <id>', 'to which they belong')
    .requiredOption('--email <address>', 'by which they are known')
    .option('--json', 'print { person, link, logins: [{ provider, url }], expiresAt, withdrawn }')
    .addHelpText(
      'after',
      '\nThe link is good for 7 days and opens a session as that person: hand it to them alone. Nothing is sent.',
    )
    .action(async ({ institution, email, json = false }: Options) => {
      const address = emailOf(email);
      const [{ makeAttachLink }, { linkUrl }, { institutionOf, withDatabase }] = await Promise.all([
        import('../../db/identity/people-link.ts'),
        import('../../db/identity/link-token.ts'),
        import('../database.ts'),
      ]);
      const made = await withDatabase(async (db, { url, oidcProviders }) => {
        await institutionOf(db, institution);
        const { token, expiresAt, ...rest } = await makeAttachLink(db, institution, address, new Date());
        const logins = oidcProviders.map(({ id }) => ({
          provider: id,
          url: `${url}/login/${id}?${new URLSearchParams({ institution, attach: '1' }).toString()}`,
        }));
        return { ...rest, link: linkUrl(url, token), logins, expiresAt: expiresAt.toISOString() };
      });
      print(json, made, () => inWords(made));
    });

interface Made {
  readonly person: { readonly given: string; readonly family: string; readonly email: string };
  readonly link: string;
  readonly logins: readonly { readonly provider: string; readonly url: string }[];
  readonly expiresAt: string;
}

function inWords({ person, link, logins, expiresAt }: Made): string {
  const opened = `For ${person.given} ${person.family} (${person.email}) alone, once, until ${expiresAt}. First open:`;
  if (logins.length === 0)
    return [opened, `  ${link}`, 'There is no login to tie to them yet: OIDC_PROVIDERS is empty.'].join('\n');
  const login = logins.length === 1 ? 'this login' : 'the login of their choice';
  return [opened, `  ${link}`, `Then, in the same browser, ${login}:`, ...logins.map(({ url }) => `  ${url}`)].join(
    '\n',
  );
}
