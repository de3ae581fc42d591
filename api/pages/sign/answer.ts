import { randomUUID } from 'node:crypto';
import { taskOf } from '../../../domain/process/procedure.ts';
import { say } from '../../problem.ts';
import { html, type Html } from '../html.ts';
import { spaced } from '../spaced.ts';
import { abilityOf, above, factsPart, hidden, personOf, type Asked, type Asking } from './asking.ts';
import { askedTextsIn } from './texts.ts';

/** A message of the procedure, and how it is answered. */
export function askAnswer(asking: Asking): Asked | undefined {
  const { exchange, reader, partner, file } = asking;
  const { language } = exchange;
  const t = askedTextsIn(language);
  const task = file.state.tasks[partner.bound.task];
  const definition = taskOf(file.procedure, partner.bound.task);
  if (task?.kind !== 'message' || definition?.kind !== 'message') return undefined;
  if (abilityOf(asking, 'answer-message') === undefined) return undefined;
  const on = { key: randomUUID(), version: task.version };
  const title = say(definition.title, language);
  const body = html`${above(asking)}
    <h1>${spaced(title, language)}</h1>
    <p class="lead">${spaced(t.messageAbout(reader.heading, personOf(asking)), language)}</p>
    ${paragraphs(spaced(say(definition.text, language), language))} ${factsPart(asking)}
    <form method="post" action="/sign">
      ${
        task.data.answer === 'words'
          ? html`${hidden({ ...on, decision: 'answer' })}
              <label for="words">${t.yourAnswer}</label>
              <textarea id="words" name="words" rows="6" maxlength="20000" required></textarea>
              <p class="soft">${t.answerAs(partner.name)}</p>
              <button>${t.answer}</button>`
          : html`${hidden({ ...on, decision: 'read' })}
              <p class="soft">${t.answerAs(partner.name)}</p>
              <button>${t.read}</button>`
      }
    </form>`;
  return { title, body };
}

/** A text with the lines that it was written in. */
export const paragraphs = (text: string): Html[] =>
  text
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => html`<p class="text">${part}</p>`);
