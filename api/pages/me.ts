import { say, type Language } from '../problem.ts';
import { aboutMe, type Me } from '../routes/me.ts';
import { waitingForRoles } from '../routes/queue.ts';
import type { Waiting } from '../routes/rows.ts';
import { aPerson } from '../routes/signed-in.ts';
import { readerOf, show, type Exchange, type Reader } from './exchange.ts';
import { html, type Html } from './html.ts';
import { spaced } from './spaced.ts';

const ROWS = 30;

/** `/me`: what waits for the reader first, whether they came to study or work here. */
export async function mePage(exchange: Exchange): Promise<void> {
  const { deps, response, t } = exchange;
  const reader = await readerOf(exchange);
  if (reader === null) {
    response.redirect(303, '/');
    return;
  }
  if (reader.actor.kind === 'partner') {
    response.redirect(303, '/sign');
    return;
  }
  const actor = aPerson(reader.actor);
  const mine = await aboutMe(deps, actor);
  const queue = actor.grants.length === 0 ? null : await waitingForRoles(deps, actor, { limit: ROWS });
  const own = actor.grants.length === 0 || mine.mobilities.length > 0;
  const body = html`<h1>${t.hello(actor.name.split(' ')[0] ?? actor.name)}</h1>
    ${own ? ownPart(exchange, reader, mine) : null}
    ${
      queue === null
        ? null
        : html`<section class="staff">
            <h2>${t.queue(queue.next !== null, queue.items.length)}</h2>
            ${queueTable(exchange, reader, queue.items)}${queue.next === null ? null : html`<p class="soft">${t.first(ROWS)}</p>`}
          </section>`
    }`;
  show(exchange, { title: t.start, heading: reader.heading, signedIn: true, wide: queue !== null, body });
}

function ownPart(exchange: Exchange, reader: Reader, { waiting, mobilities }: Me): Html {
  const { t } = exchange;
  const [next, ...others] = waiting;
  return html`${
    next === undefined
      ? html`<div class="first">
          <h2>${t.nothingWaits}</h2>
          <p>${t.nothingWaitsMore}</p>
        </div>`
      : first(exchange, reader, next)
  }
  ${
    others.length === 0
      ? null
      : html`<h2>${t.alsoWaits}</h2>
          <ul class="plain">
            ${others.map((one) => html`<li class="row"><a href="/mobilities/${one.reference}">${asked(exchange, one)}</a><span class="soft">${dueText(exchange, reader, one)}</span></li>`)}
          </ul>`
  }
  ${
    mobilities.length === 0
      ? null
      : html`<h2>${t.myMobilities}</h2>
          <ul class="plain">
            ${mobilities.map((one) => mobilityLine(exchange, reader, one))}
          </ul>`
  }`;
}

const first = (exchange: Exchange, reader: Reader, next: Waiting): Html =>
  html`<div class="first">
    <p class="label">${exchange.t.next}</p>
    <h2>${asked(exchange, next)}</h2>
    <p>${dueText(exchange, reader, next)}</p>
    <a class="button" href="/mobilities/${next.reference}">${exchange.t.openFile}</a>
  </div>`;

/** “Fill in: your details”. */
export function asked(
  { t, language }: Exchange,
  { what, title }: { readonly what: string; readonly title: Readonly<Record<string, string>> },
): string {
  const verb = t.what_[what] ?? what;
  const whole = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}${language === 'fr' ? ' :' : ':'} ${say(title, language)}`;
  return spaced(whole, language);
}

const dueText = ({ t }: Exchange, { dates }: Reader, { dueAt }: Waiting): string =>
  dueAt === null ? t.noDate : t.by(dates.due(dueAt));

const mobilityLine = (
  { t, language }: Exchange,
  { dates }: Reader,
  { reference, procedure, stay, status, outcome, stage }: Me['mobilities'][number],
): Html =>
  html`<li>
    <div class="row">
      <h3><a href="/mobilities/${reference}">${say(procedure.title, language)}</a></h3>
      <span class="soft"
        >${status === 'closed' ? t.closed(t.outcome[outcome ?? ''] ?? outcome ?? '') : stage === null ? t.open : say(stage.title, language)}</span
      >
    </div>
    <p class="soft">
      ${reference}${stay.start === null || stay.end === null ? '' : ` · ${t.stay(dates.plain(stay.start), dates.plain(stay.end))}`}
    </p>
  </li>`;

/** What stands before a value where there is no head of a table. */
const label = (text: string, language: Language): string =>
  spaced(`${text}${language === 'fr' ? ' :' : ':'}`, language);

function queueTable(exchange: Exchange, { dates }: Reader, items: readonly Waiting[]): Html {
  const { t, language } = exchange;
  if (items.length === 0) return html`<p>${t.queueEmpty}</p>`;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${t.who}</th>
        <th scope="col">${t.home}</th>
        <th scope="col">${t.what}</th>
        <th scope="col">${t.due}</th>
      </tr>
    </thead>
    <tbody>
      ${items.map(
        (one) =>
          html`<tr>
            <td><a href="/mobilities/${one.reference}">${one.person.given} ${one.person.family}</a></td>
            <td>${one.home}</td>
            <td>${asked(exchange, one)} <span class="soft">${say(one.procedure.title, language)}</span></td>
            <td>
              <span class="label">${label(t.due, language)} </span
              >${one.dueAt === null ? t.noDate : dates.due(one.dueAt)}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
