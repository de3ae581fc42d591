import type { Actor } from '../../../domain/authority/actor.ts';
import type { Ability } from '../../routes/mobility/abilities.ts';
import { abilitiesOf } from '../../routes/mobility/abilities.ts';
import type { OpenFile } from '../../routes/mobility/file.ts';
import { papersOf } from '../../routes/mobility/papers.ts';
import type { WaitView } from '../../routes/mobility/view.schema.ts';
import { say } from '../../problem.ts';
import type { Exchange, Reader } from '../exchange.ts';
import { html, type Html } from '../html.ts';
import { spaced } from '../spaced.ts';
import { askedTextsIn } from './texts.ts';

export type Partner = Actor & { readonly kind: 'partner' };

/** A partner who opened their link, and the file that it leads to. */
export interface Asking {
  readonly exchange: Exchange;
  readonly reader: Reader;
  readonly partner: Partner;
  readonly file: OpenFile;
  /** What waits for them, as the view says it. */
  readonly wait: WaitView | undefined;
}

/** What is asked of them by one kind of act, as long as it is. */
export interface Asked {
  readonly title: string;
  readonly body: Html;
}

export const abilityOf = ({ partner, file }: Asking, type: Ability['type']): Ability | undefined =>
  abilitiesOf(partner, file.state, file.procedure).find((ability) => ability.type === type);

export const personOf = ({ file: { state } }: Asking): string => `${state.person.given} ${state.person.family}`;

/** The line above the title: which procedure, which file. */
export const above = ({ exchange, file }: Asking): Html =>
  html`<p class="soft">${say(file.procedure.title, exchange.language)} · ${file.state.reference}</p>`;

/** The newest PDF of what it is about that the partner may read. */
export function pdfPart({ exchange, partner, file: { state, procedure } }: Asking): Html | null {
  const paper = papersOf(partner, state, procedure).findLast(({ readable }) => readable);
  if (paper === undefined) return null;
  return html`<p>
    <a class="button second" href="/api/mobilities/${state.reference}/documents/${paper.id}"
      >${askedTextsIn(exchange.language).pdf}</a
    >
  </p>`;
}

/** Where the person comes from, for how long, and until when this waits. */
export function factsPart({ exchange, reader, file: { state }, wait }: Asking): Html {
  const { language } = exchange;
  const t = askedTextsIn(language);
  const { stay, home } = state;
  const facts: (readonly [string, string])[] = [
    [t.comesFrom, home.name],
    [t.stay, `${reader.dates.plain(stay.start)} – ${reader.dates.plain(stay.end)}`],
  ];
  if (wait?.due !== undefined) facts.push([t.by, reader.dates.day(wait.due.date)]);
  if (wait?.otherwise !== undefined) facts.push([t.otherwise, spaced(say(wait.otherwise, language), language)]);
  return factList(facts);
}

export const factList = (facts: readonly (readonly [string, string])[]): Html =>
  html`<dl class="facts">
    ${facts.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;

export const hidden = (fields: Readonly<Record<string, string | number | undefined>>): Html[] =>
  Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [html`<input type="hidden" name="${name}" value="${value}" />`],
  );
