import { randomUUID } from 'node:crypto';
import { isForStaff } from '../../../domain/authority/task-sight.ts';
import { revisionByHash } from '../../../domain/mobility/agreement.ts';
import { taskOf } from '../../../domain/process/procedure.ts';
import { ruleOf } from '../../routes/mobility/rule-words.ts';
import { say } from '../../problem.ts';
import { html, type Html } from '../html.ts';
import { spaced } from '../spaced.ts';
import { abilityOf, above, factList, factsPart, hidden, pdfPart, personOf, type Asked, type Asking } from './asking.ts';
import { coursesTable } from './courses.ts';
import { askedTextsIn } from './texts.ts';

/** A step of an approval chain: what it is about, and two ways to decide it. */
export function askDecision(asking: Asking): Asked | undefined {
  const { exchange, reader, partner, file } = asking;
  const { language } = exchange;
  const t = askedTextsIn(language);
  const { bound } = partner;
  const task = file.state.tasks[bound.task];
  const definition = taskOf(file.procedure, bound.task);
  if (task?.kind !== 'approval' || definition?.kind !== 'approval') return undefined;
  if (abilityOf(asking, 'decide-step') === undefined) return undefined;
  const key = randomUUID();
  const on = { round: task.round, subject: task.data.subject };
  const why = isForStaff(definition) ? t.refuseWhyStaff : t.refuseWhy;
  const body = html`${above(asking)}
    <h1>${t.decideTitle}</h1>
    <p class="lead">
      ${spaced(t.decideAsked(reader.heading, say(definition.title, language), personOf(asking)), language)}
    </p>
    ${definition.help === undefined ? null : html`<p>${spaced(say(definition.help, language), language)}</p>`}
    ${factsPart(asking)} ${rulePart(asking)} ${subjectPart(asking)}
    <form method="post" action="/sign">
      ${hidden({ key, decision: 'approve', ...on })}
      <p class="soft">${t.decideAs(partner.name)}</p>
      <button>${t.approve}</button>
    </form>
    <details>
      <summary>${t.refuseTitle}</summary>
      <form method="post" action="/sign">
        ${hidden({ key: `${key}-no`, decision: 'refuse', ...on })}
        <label for="reason">${spaced(why, language)}</label>
        <textarea id="reason" name="reason" rows="4" maxlength="20000" required></textarea>
        <button class="second">${t.refuse}</button>
      </form>
    </details>`;
  return { title: t.decideTitle, body };
}

/** Where the partner is not the only one, how it is decided. */
function rulePart({ exchange: { language }, partner: { bound }, file }: Asking): Html | null {
  const definition = taskOf(file.procedure, bound.task);
  const task = file.state.tasks[bound.task];
  if (definition?.kind !== 'approval' || task?.kind !== 'approval') return null;
  const rule = definition.chain.find(({ step }) => step === bound.item);
  const step = task.data.steps.find((one) => one.step === bound.item);
  if (rule === undefined || step === undefined || step.holders.length < 2) return null;
  return factList([[askedTextsIn(language).rule, spaced(say(ruleOf(rule, step), language), language)]]);
}

/** The revision of the agreement that is decided about. */
function subjectPart(asking: Asking): Html | null {
  const { exchange, partner, file } = asking;
  const task = file.state.tasks[partner.bound.task];
  const subject = task?.kind === 'approval' ? task.data.subject : undefined;
  const revision = subject === undefined ? undefined : revisionByHash(file.state, subject);
  if (revision === undefined) return null;
  return html`<h2>${askedTextsIn(exchange.language).revision(revision.revision)}</h2>
    ${coursesTable(exchange.t, revision)} ${pdfPart(asking)}`;
}
