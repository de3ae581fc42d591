import { z } from 'zod';
import { say, type Language } from '../problem.ts';
import { openFile } from '../routes/mobility/file.ts';
import { namesIn } from '../routes/mobility/names.ts';
import { historyOf, type Entry } from '../routes/mobility/read.ts';
import { viewOf } from '../routes/mobility/view.ts';
import type { TaskView, View, WaitView } from '../routes/mobility/view.schema.ts';
import { reference as referenceForm } from '../routes/schemas.ts';
import { problemOfRefusal } from '../problem.ts';
import { refuse } from '../../domain/refusal.ts';
import { asked } from './me.ts';
import { readerOf, show, type Exchange, type Reader } from './exchange.ts';
import { html, type Html } from './html.ts';
import { paragraphs } from './sign/answer.ts';
import { spaced } from './spaced.ts';

const HISTORY_ROWS = 100;

/** `/mobilities/:reference`: the file in words. */
export async function mobilityPage(exchange: Exchange, reference: string): Promise<void> {
  const { deps, response, language, t } = exchange;
  const isReference = referenceForm.safeParse(reference).success;
  const reader = await readerOf(exchange);
  if (reader === null) {
    response.redirect(303, isReference ? `/?next=/mobilities/${reference}` : '/');
    return;
  }
  if (reader.actor.kind === 'partner') {
    response.redirect(303, '/sign');
    return;
  }
  if (!isReference) throw problemOfRefusal(refuse('not-found'));
  const file = await openFile(deps, reader.actor, reference);
  const view = viewOf(file, reader.actor, await namesIn(deps, file.state.institution));
  const earlier = Math.max(0, view.rev - HISTORY_ROWS);
  const history = await historyOf(deps, file, view.audience, { limit: HISTORY_ROWS, after: earlier });
  const { person, home, stay, procedure } = view;
  const mine = view.waits.filter((wait) => wait.mine);
  const others = view.waits.filter((wait) => !wait.mine);
  const body = html`<p class="soft">${reference} · ${say(procedure.title, language)}</p>
    <h1>${person.given} ${person.family}</h1>
    <p class="lead">
      ${home.name} → ${say(view.unit.name, language)}.
      ${t.stay(reader.dates.plain(stay.start), reader.dates.plain(stay.end))}.
      ${view.status === 'closed' ? html`<strong>${t.closed(t.outcome[view.outcome ?? ''] ?? view.outcome ?? '')}</strong>` : null}
    </p>
    ${mine.map(
      (wait) =>
        html`<div class="first">
          <p class="label">${t.yours}</p>
          <h2>${asked(exchange, wait)}</h2>
          ${said(exchange, view, wait)} ${whoAndWhen(exchange, reader, wait)}
        </div>`,
    )}
    ${incidentsPart(exchange, view)}
    ${others.length === 0 && mine.length > 0 ? null : othersPart(exchange, reader, others)}
    <h2>${t.stages}</h2>
    <ol class="plain stages">
      ${view.stages.map((stage) => stagePart(exchange, reader, stage))}
    </ol>
    <h2>${t.documents}</h2>
    ${documentsPart(exchange, reader, view)}
    <h2>${t.history}</h2>
    <ol class="plain history">
      ${historyLines(exchange, reader, history.items.toReversed())}
    </ol>
    ${earlier === 0 ? null : html`<p class="soft">${t.moreHistory}</p>`}`;
  show(exchange, { title: `${person.given} ${person.family}`, heading: reader.heading, signedIn: true, body });
}

/** What somebody is asked, or the message that waits for their answer, in the words that it was written in. */
function said({ language }: Exchange, { stages }: View, { task, item, what }: WaitView): Html | null {
  const found = stages.flatMap(({ tasks }) => tasks).find((one) => one.task === task);
  if (found === undefined) return null;
  if (what === 'answer-message') {
    const text = textForm.safeParse(found.details['text']).data;
    return text === undefined
      ? null
      : html`<blockquote>${paragraphs(spaced(say(text, language), language))}</blockquote>`;
  }
  if (what !== 'answer-question') return null;
  const steps = stepsForm.safeParse(found.details['steps']).data ?? [];
  const open = steps.find((one) => one.step === item)?.questions.find(({ answer }) => answer === undefined);
  return open === undefined ? null : html`<blockquote>${paragraphs(open.question)}</blockquote>`;
}

const textForm = z.record(z.string(), z.string());
const stepsForm = z.array(
  z.object({
    step: z.string(),
    questions: z.array(z.object({ question: z.string(), answer: z.string().optional() })),
  }),
);

/** What waits for somebody else; what waits for the reader stands above. */
const othersPart = (exchange: Exchange, reader: Reader, others: readonly WaitView[]): Html =>
  html`<h2>${exchange.t.waitsFor}</h2>
    ${
      others.length === 0
        ? html`<p>${exchange.t.waitsForNobody}</p>`
        : html`<ul class="plain">
            ${others.map(
              (wait) =>
                html`<li>
                  <h3>${asked(exchange, wait)}</h3>
                  ${whoAndWhen(exchange, reader, wait)}
                </li>`,
            )}
          </ul>`
    }`;

/** Who holds it since when until when, and what happens then. */
function whoAndWhen(
  { t, language }: Exchange,
  { dates }: Reader,
  { holders, since, due, otherwise, then, reminders }: WaitView,
): Html {
  const names = holders.map((holder) => say(holder, language)).join(', ');
  const [reminder] = reminders;
  return html`<p>
    ${t.holder(names, dates.instant(since))}${due === undefined ? t.noUntil : t.until(dates.day(due.date))}
    <span class="soft"
      >${reminder === undefined ? null : `${t.remindsOn(dates.instant(reminder))} `}${otherwise === undefined ? null : spaced(say(otherwise, language), language)}${then.map(({ date, what }) => ` ${dates.day(date)}${language === 'fr' ? '\u00a0:' : ':'} ${spaced(say(what, language), language)}`)}</span
    >
  </p>`;
}

const marks = { past: '●', current: '◐', 'to-come': '○' } as const;

const stagePart = (
  { t, language }: Exchange,
  { dates }: Reader,
  { title, status, tasks }: View['stages'][number],
): Html =>
  html`<li class="${status}">
    <span class="mark" aria-hidden="true">${marks[status]}</span>
    <h3>${say(title, language)}</h3>
    <ul class="tasks">
      ${tasks.map(
        (task) =>
          html`<li>
            <span>${say(task.title, language)}${messagePart(task, language)}</span
            ><span class="soft nowrap"
              >${task.status === 'done' && task.doneAt !== undefined ? t.done(dates.instant(task.doneAt)) : (t.status[task.status] ?? task.status)}</span
            >
          </li>`,
      )}
    </ul>
  </li>`;

/** What a message that was sent said. */
function messagePart({ kind, status, details }: TaskView, language: Language): Html | null {
  const text = textForm.safeParse(details['text']).data;
  if (kind !== 'message' || status === 'to-come' || text === undefined) return null;
  return html`<span class="soft text"><br />${spaced(say(text, language), language)}</span>`;
}

function documentsPart({ t, language }: Exchange, { dates }: Reader, { documents, reference }: View): Html {
  if (documents.length === 0) return html`<p>${t.noDocuments}</p>`;
  return html`<ul class="plain">
    ${documents.map(
      (paper) =>
        html`<li class="row">
          <span
            >${say(paper.title, language)}
            <span class="soft"
              >${paper.name} ·
              ${t.status[paper.status] ?? paper.status}${paper.withoutTimestamp === true ? ` (${t.withoutTimestamp})` : ''}
              · ${dates.instant(paper.at)}</span
            ></span
          >
          ${paper.readable ? html`<a href="/api/mobilities/${reference}/documents/${paper.id}">${t.download}</a>` : null}
        </li>`,
    )}
  </ul>`;
}

const incidentsPart = ({ t }: Exchange, { incidents = [] }: View): Html | null =>
  incidents.length === 0
    ? null
    : html`<h2 class="warn">${t.incidents}</h2>
        <ul class="plain">
          ${incidents.map(
            ({ kind, text, id }) =>
              html`<li>
                <p>${text}</p>
                <p class="soft">${kind} · ${id}</p>
              </li>`,
          )}
        </ul>`;

/** Newest first; a day is named once. */
const historyLines = ({ language }: Exchange, { dates }: Reader, entries: readonly Entry[]): Html[] =>
  entries.map(({ at, sentence }, i) => {
    const day = dates.instant(at);
    const before = entries[i - 1];
    const same = before !== undefined && dates.instant(before.at) === day;
    return html`<li>
      <time datetime="${at}">${same ? '' : day}</time><span>${spaced(say(sentence, language), language)}</span>
    </li>`;
  });
