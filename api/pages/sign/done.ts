import { own } from '../../../domain/mobility/own.ts';
import { html, type Html } from '../html.ts';
import type { Asking } from './asking.ts';
import type { doneBy } from './form.ts';
import { askedTextsIn } from './texts.ts';

type Done = (typeof doneBy)[keyof typeof doneBy];

/** The page when nothing is asked any more: what was just done, or that there is nothing to do. */
export function afterPart({ exchange, partner, file }: Asking): Html {
  const { t, language, request } = exchange;
  const asked = askedTextsIn(language);
  const said: Readonly<Record<Done, readonly [string, string]>> = {
    signed: [t.signed, t.signedMore],
    declined: [t.declined, ''],
    approved: [asked.approved, asked.doneMore],
    refused: [asked.refused, asked.doneMore],
    answered: [asked.answered, asked.doneMore],
    read: [asked.readDone, asked.doneMore],
  };
  const { done } = request.query;
  const kind = own(file.state.tasks, partner.bound.task)?.kind;
  const nothing = kind === 'signatures' ? [t.signNothing, t.signNothingMore] : [asked.nothing, asked.nothingMore];
  const [title, more] = (typeof done === 'string' ? own<readonly string[]>(said, done) : undefined) ?? nothing;
  return html`<h1>${title}</h1>
    <p class="lead">${more}</p>`;
}
