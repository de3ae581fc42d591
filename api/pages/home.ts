import { demoPeople, type DemoPerson } from '../../db/queries/demo-people.ts';
import { institutions, type InstitutionRow } from '../../db/queries/institutions.ts';
import { say } from '../problem.ts';
import { localPath } from '../identity/local-path.ts';
import { sessionOf } from '../identity/sessions.ts';
import { show, type Exchange } from './exchange.ts';
import { html, type Html } from './html.ts';

const START = '/me';

/** Where somebody wanted to go before they had to sign in: a path of ours, or nothing. */
const wantedPath = (next: unknown): string | null => (typeof next === 'string' ? localPath(next) : null);

/** A path as a value in a query, where a slash may stand as it is (RFC 3986, 3.4). */
const inQuery = (path: string): string => encodeURIComponent(path).replaceAll('%2F', '/');

/** `/`: where people sign in; in the embedded default also as whom. */
export async function home(exchange: Exchange): Promise<void> {
  const { deps, request, t } = exchange;
  const all = await institutions(deps.db);
  const demo = deps.settings.dev ? await demoPeople(deps.db) : [];
  const wanted = wantedPath(request.query['next']);
  const next = inQuery(wanted ?? START);
  const body = html`<h1>SMILE</h1>
    <p class="lead">${t.tagline}</p>
    ${deps.settings.dev ? demoPart(exchange, all, demo, next) : null}
    <h2>${t.institutions}</h2>
    ${
      all.length === 0
        ? html`<p>${t.noInstitution}</p>`
        : html`<ul class="plain">
            ${all.map((one) => institutionLine(exchange, one, next))}
          </ul>`
    }
    <p class="soft">${t.withoutAccount}</p>
    <h2>${t.more}</h2>
    <ul class="plain">
      <li><a href="/api/docs">${t.api}</a></li>
      ${deps.mailsUrl === null ? null : html`<li><a href="${deps.mailsUrl}">${t.mails}</a></li>`}
    </ul>`;
  show(exchange, {
    title: t.signIn,
    signedIn: sessionOf(request) !== null,
    body,
    ...(wanted === null ? {} : { keep: `next=${next}&` }),
  });
}

function institutionLine({ deps, language, t }: Exchange, { id, name }: InstitutionRow, next: string): Html {
  const providers = deps.settings.oidcProviders.map(
    (provider) =>
      html`<a href="/login/${provider.id}?institution=${id}&amp;next=${next}"
        >${t.signInWith(say(provider.name, language))}</a
      > `,
  );
  return html`<li class="row">
    <h3>${say(name, language)}</h3>
    <span>${providers}</span>
  </li>`;
}

/** People to try it as, by institution: the local provider lets each in at a click. */
function demoPart(
  { deps, language, t }: Exchange,
  all: readonly InstitutionRow[],
  people: readonly DemoPerson[],
  next: string,
): Html {
  const [provider] = deps.settings.oidcProviders;
  if (provider === undefined || people.length === 0) return html``;
  const link = ({ institution, subject, given, family, roles }: DemoPerson): Html =>
    html`<li>
      <a href="/login/${provider.id}?institution=${institution}&amp;next=${next}&amp;hint=${subject}"
        >${given} ${family}</a
      ><small>${roles.length === 0 ? t.student : roles.map((role) => say(role, language)).join(', ')}</small>
    </li>`;
  return html`<h2>${t.demo}</h2>
    <p class="soft">${t.demoHint}</p>
    ${all.map(({ id, name }) => {
      const theirs = people.filter((person) => person.institution === id);
      return theirs.length === 0
        ? null
        : html`<section>
            <p class="soft">${say(name, language)}</p>
            <ul class="plain people">
              ${theirs.map(link)}
            </ul>
          </section>`;
    })}`;
}
