import { waitsOf } from '../../domain/mobility/waits.ts';
import { checked } from '../identity/input.ts';
import { performAct } from '../routes/mobility/act.ts';
import { openFile } from '../routes/mobility/file.ts';
import { namesIn } from '../routes/mobility/names.ts';
import { useLinkAfter } from '../routes/mobility/partner-link.ts';
import { waitView } from '../routes/mobility/wait-view.ts';
import { readerOf, show, type Exchange, type Reader } from './exchange.ts';
import { html } from './html.ts';
import { fieldsOf, sameForm } from './kept-form.ts';
import { askAnswer } from './sign/answer.ts';
import type { Asking, Partner } from './sign/asking.ts';
import { askDecision } from './sign/decision.ts';
import { afterPart } from './sign/done.ts';
import { actOfForm, doneBy, linkForm } from './sign/form.ts';
import { askSignature } from './sign/signature.ts';

/** `/sign`: what a partner is asked to sign, to decide or to answer, after their one-time link was opened. */
export async function signPage(exchange: Exchange): Promise<void> {
  const found = await partnerOf(exchange);
  if (found === null) return;
  const asking = await askingOf(exchange, found);
  const asked = askSignature(asking) ?? askDecision(asking) ?? askAnswer(asking);
  const { heading } = found.reader;
  if (asked === undefined) show(exchange, { title: exchange.t.linkTitle, heading, body: afterPart(asking) });
  else show(exchange, { ...asked, heading });
}

/** The forms of the page. The key in each makes a second click the same act; what is acted on is named in the form. */
export async function signAct(exchange: Exchange): Promise<void> {
  const { deps, request, response } = exchange;
  const found = await partnerOf(exchange);
  if (found === null) return;
  const { partner, reader } = found;
  const sent = checked(linkForm, request.body);
  const act = actOfForm(partner, sent);
  const acted = await performAct(deps, partner, partner.bound.reference, act, sent.key);
  await useLinkAfter(deps, request, act, acted);
  if (acted.kind === 'pending') showNotYet(exchange, reader);
  else response.redirect(303, `/sign?done=${doneBy[sent.decision]}`);
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

async function askingOf(
  exchange: Exchange,
  { reader, partner }: { readonly reader: Reader; readonly partner: Partner },
): Promise<Asking> {
  const { deps } = exchange;
  const file = await openFile(deps, partner, partner.bound.reference);
  const names = await namesIn(deps, file.state.institution);
  const wait = waitsOf(file.state)
    .map((one) => waitView(one, file, partner, names))
    .find(({ mine }) => mine);
  return { exchange, reader, partner, file, wait };
}
