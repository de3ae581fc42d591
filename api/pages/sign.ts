import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { hash, id } from '../../domain/process/fields.schema.ts';
import type { Actor } from '../../domain/authority/actor.ts';
import type { Revision } from '../../domain/tasks/agreement.ts';
import { revisionByHash } from '../../domain/mobility/agreement.ts';
import { credits } from '../../domain/agreement/rules.ts';
import { signingIntent } from '../../domain/signatures/intent.ts';
import { checked } from '../identity/input.ts';
import { say } from '../problem.ts';
import { abilitiesOf } from '../routes/mobility/abilities.ts';
import { performAct } from '../routes/mobility/act.ts';
import { openFile, type OpenFile } from '../routes/mobility/file.ts';
import { keyForm } from '../routes/mobility/idempotency.ts';
import { useLinkAfter } from '../routes/mobility/partner-link.ts';
import { readerOf, show, type Exchange, type Reader } from './exchange.ts';
import { html, type Html } from './html.ts';
import { fieldsOf, sameForm } from './kept-form.ts';

type Partner = Actor & { readonly kind: 'partner' };

/** `/sign`: what a partner is asked to sign, with the very file, after their one-time link was opened. */
export async function signPage(exchange: Exchange): Promise<void> {
  const found = await partnerOf(exchange);
  if (found === null) return;
  const { reader, partner } = found;
  const { deps, request } = exchange;
  const file = await openFile(deps, partner, partner.bound.reference);
  const ability = abilitiesOf(partner, file.state, file.procedure).find((a) => a.type === 'sign');
  const task = file.state.tasks[partner.bound.task];
  const shown = task?.kind === 'signatures' ? task.data.shown : undefined;
  const revision = task?.kind === 'signatures' ? revisionByHash(file.state, task.data.revision) : undefined;
  const ready = ability !== undefined && shown !== undefined && revision !== undefined;
  const body = ready
    ? askPart(exchange, reader, partner, file, revision, shown)
    : afterPart(exchange, request.query['done']);
  show(exchange, { title: exchange.t.signTitle, heading: reader.heading, body });
}

const signForm = z.strictObject({ key: keyForm, decision: z.literal('sign'), revision: hash, shown: hash });
const declineForm = z.strictObject({
  key: keyForm,
  decision: z.literal('decline'),
  reason: z.string().trim().min(1).max(20_000),
});
const form = z.discriminatedUnion('decision', [signForm, declineForm]);

/** The forms of the page. The key in each makes a second click the same act; what is signed is named in the form. */
export async function signAct(exchange: Exchange): Promise<void> {
  const { deps, request, response } = exchange;
  const found = await partnerOf(exchange);
  if (found === null) return;
  const { bound } = found.partner;
  const sent = checked(form, request.body);
  const on = { task: id.parse(bound.task), signer: id.parse(bound.item) };
  const act =
    sent.decision === 'sign'
      ? ({ type: 'sign', ...on, revision: sent.revision, shown: sent.shown } as const)
      : ({ type: 'decline-signature', ...on, reason: sent.reason } as const);
  const acted = await performAct(deps, found.partner, bound.reference, act, sent.key);
  await useLinkAfter(deps, request, act, acted);
  if (acted.kind === 'pending') {
    showNotYet(exchange, found.reader);
    return;
  }
  response.redirect(303, `/sign?done=${act.type === 'sign' ? 'signed' : 'declined'}`);
}

/** Not yet recorded: the same form with the same key looks again, and is no second act. */
function showNotYet(exchange: Exchange, { heading }: Reader): void {
  const { t, request, response } = exchange;
  response.set('Retry-After', '2');
  const body = html`<h1>${t.notYet}</h1>
    <p class="lead">${t.notYetMore}</p>
    ${sameForm(t, '/sign', fieldsOf(request.body), t.lookAgain)}
    <p class="soft">${t.notYetElse}</p>`;
  show(exchange, { title: t.notYet, heading, body }, 202);
}

/** The partner who reads; anybody else is led to where they belong. */
async function partnerOf(exchange: Exchange): Promise<{ reader: Reader; partner: Partner } | null> {
  const reader = await readerOf(exchange);
  if (reader?.actor.kind === 'partner') return { reader, partner: reader.actor };
  exchange.response.redirect(303, reader === null ? '/' : '/me');
  return null;
}

function askPart(
  { t, language }: Exchange,
  { heading }: Reader,
  partner: Partner,
  { state, procedure }: OpenFile,
  revision: Revision,
  shown: { document: string; sha256: string },
): Html {
  const { person } = state;
  const key = randomUUID();
  return html`<p class="soft">${say(procedure.title, language)} · ${state.reference}</p>
    <h1>${t.signTitle}</h1>
    <p class="lead">${t.signAsked(`${person.given} ${person.family}`, heading)}</p>
    <h2>${t.signRevision(revision.revision)}</h2>
    ${coursesTable(t, revision)}
    <p>
      <a class="button second" href="/api/mobilities/${state.reference}/documents/${shown.document}">${t.signRead}</a>
    </p>
    <p class="soft">${t.signExact}</p>
    <span class="hash">${shown.sha256}</span>
    <form method="post" action="/sign">
      <input type="hidden" name="key" value="${key}" /><input type="hidden" name="decision" value="sign" />
      <input type="hidden" name="revision" value="${revision.hash}" /><input
        type="hidden"
        name="shown"
        value="${shown.sha256}"
      />
      <p>${say(signingIntent, language)}</p>
      <p class="soft">${t.signAs(partner.name)}</p>
      <button>${t.sign}</button>
    </form>
    <details>
      <summary>${t.declineTitle}</summary>
      <form method="post" action="/sign">
        <input type="hidden" name="key" value="${key}-no" /><input type="hidden" name="decision" value="decline" />
        <label for="reason">${t.declineWhy}</label>
        <textarea id="reason" name="reason" rows="4" maxlength="20000" required></textarea>
        <button class="second">${t.decline}</button>
      </form>
    </details>`;
}

const coursesTable = (t: Exchange['t'], { content, totals }: Revision): Html =>
  html`<table>
    <thead>
      <tr>
        <th scope="col">${t.course}</th>
        <th scope="col" class="term">${t.term}</th>
        <th scope="col" class="number">${t.ects}</th>
      </tr>
    </thead>
    <tbody>
      ${content.components.map(
        (c) =>
          html`<tr>
            <td>${c.title} <span class="soft">${c.code}</span></td>
            <td>${c.term}</td>
            <td class="number">${credits(c.ects)}</td>
          </tr>`,
      )}
    </tbody>
    <tfoot>
      <tr>
        <td colspan="2">${t.total}</td>
        <td class="number">${credits(totals.ects)}</td>
      </tr>
    </tfoot>
  </table>`;

function afterPart({ t }: Exchange, done: unknown): Html {
  const [title, more] =
    done === 'signed'
      ? [t.signed, t.signedMore]
      : done === 'declined'
        ? [t.declined, '']
        : [t.signNothing, t.signNothingMore];
  return html`<h1>${title}</h1>
    <p class="lead">${more}</p>`;
}
