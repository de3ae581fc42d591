import type { Request } from 'express';
import type { Language, ProblemBody } from '../problem.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import { textsIn } from './texts.ts';

/** A problem as a page: what happened, what to do, and the code for who is asked for help. */
export function problemPage(
  { title, detail, code, instance, errors = [] }: ProblemBody,
  request: Request,
  language: Language,
): string {
  const t = textsIn(language);
  const body = html`<p class="soft">${t.problem}</p>
    <h1>${title}</h1>
    <p class="lead">${detail}</p>
    ${
      errors.length === 0
        ? null
        : html`<ul class="plain">
            ${errors.map(({ field, why }) => html`<li><strong>${field}</strong> ${why}</li>`)}
          </ul>`
    }
    <p><a class="button" href="/">${t.back}</a></p>
    <p class="soft"><code>${code} · ${instance}</code></p>`;
  return page({ language, title, path: request.path, body });
}
