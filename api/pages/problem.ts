import type { Request } from 'express';
import { localPath } from '../identity/local-path.ts';
import type { Language, ProblemBody } from '../problem.ts';
import { html, type Html } from './html.ts';
import { keptForm, sameForm } from './kept-form.ts';
import { page } from './layout.ts';
import { spaced } from './spaced.ts';
import { textsIn, type Texts } from './texts.ts';

/** A problem as a page: what happened, what to do, and the code for who is asked for help. */
export function problemPage(
  { title, detail, code, instance, status, errors = [] }: ProblemBody,
  request: Request,
  language: Language,
): string {
  const t = textsIn(language);
  const body = html`<p class="soft">${t.problem}</p>
    <h1>${spaced(title, language)}</h1>
    <p class="lead">${spaced(detail, language)}</p>
    ${
      errors.length === 0
        ? null
        : html`<ul class="plain">
            ${errors.map(({ field, why }) => html`<li><strong>${field}</strong> ${spaced(why, language)}</li>`)}
          </ul>`
    }
    ${nextStep(t, request, status)}
    <p class="soft"><code>${code} · ${instance}</code></p>`;
  return page({ language, title, path: request.method === 'POST' ? null : request.path, body });
}

/** What cannot be done now may be asked for again from here; of anything else one goes back. */
function nextStep(t: Texts, request: Request, status: number): Html {
  const back = request.path === '/sign' ? '/sign' : '/';
  const form = keptForm(request);
  if (form !== undefined) return sameForm(t, request.path, form, request.path === '/sign' ? t.sendAgain : t.tryAgain);
  if (status === 503 && request.method === 'GET')
    return html`<p class="row-of-buttons">
      <a class="button" href="${localPath(request.originalUrl) ?? '/'}">${t.tryAgain}</a>
      <a class="button second" href="${back}">${t.back}</a>
    </p>`;
  return html`<p><a class="button" href="${back}">${back === '/' ? t.back : t.backToSign}</a></p>`;
}
