import { randomUUID } from 'node:crypto';
import { revisionByHash } from '../../../domain/mobility/agreement.ts';
import { signingIntent } from '../../../domain/signatures/intent.ts';
import { say } from '../../problem.ts';
import { html } from '../html.ts';
import { abilityOf, above, hidden, personOf, type Asked, type Asking } from './asking.ts';
import { coursesTable } from './courses.ts';

/** A signature, with the very file that is signed. */
export function askSignature(asking: Asking): Asked | undefined {
  const { exchange, reader, partner, file } = asking;
  const { t, language } = exchange;
  const { state } = file;
  const task = state.tasks[partner.bound.task];
  if (task?.kind !== 'signatures' || abilityOf(asking, 'sign') === undefined) return undefined;
  const { shown } = task.data;
  const revision = revisionByHash(state, task.data.revision);
  if (shown === undefined || revision === undefined) return undefined;
  const key = randomUUID();
  const body = html`${above(asking)}
    <h1>${t.signTitle}</h1>
    <p class="lead">${t.signAsked(personOf(asking), reader.heading)}</p>
    <h2>${t.signRevision(revision.revision)}</h2>
    ${coursesTable(t, revision)}
    <p>
      <a class="button second" href="/api/mobilities/${state.reference}/documents/${shown.document}">${t.signRead}</a>
    </p>
    <p class="soft">${t.signExact}</p>
    <span class="hash">${shown.sha256}</span>
    <form method="post" action="/sign">
      ${hidden({ key, decision: 'sign', revision: revision.hash, shown: shown.sha256 })}
      <p>${say(signingIntent, language)}</p>
      <p class="soft">${t.signAs(partner.name)}</p>
      <button>${t.sign}</button>
    </form>
    <details>
      <summary>${t.declineTitle}</summary>
      <form method="post" action="/sign">
        ${hidden({ key: `${key}-no`, decision: 'decline' })}
        <label for="reason">${t.declineWhy}</label>
        <textarea id="reason" name="reason" rows="4" maxlength="20000" required></textarea>
        <button class="second">${t.decline}</button>
      </form>
    </details>`;
  return { title: t.signTitle, body };
}
