import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, Request } from 'express';
import { formBody } from '../body.ts';
import { isFromOurPage } from '../identity/csrf.ts';
import { problemOf } from '../problem.ts';
import { html, type Html } from './html.ts';
import type { Texts } from './texts.ts';

export type Fields = Readonly<Record<string, string>>;

/** The body of a form of our pages: a reason of 20,000 characters, each of up to nine bytes as a browser sends it. */
export const readForm = formBody('256kb', 10);

/** Where our pages send forms to. */
const ACTIONS: readonly string[] = ['/sign', '/sign-out'];
const kept = new WeakMap<Request, Fields>();

/**
 * Keeps what somebody sent by a form of ours and could not be done now, for the page that says so: also when the
 * request failed before its body was read, as it does without the records. Goes before the last error handler.
 * @param ours our origin: a form of another site must not come back as one of ours
 */
export const keepForm =
  (ours: string): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    const { status, code } = problemOf(error);
    const again = status === 503 || code === TOO_LATE;
    if (!again || request.method !== 'POST' || !ACTIONS.includes(request.path) || !isFromOurPage(request, ours)) {
      next(error);
      return;
    }
    const keep = (): void => {
      const fields = fieldsOf(request.body);
      // What came too late was refused for good under its key: sent again it is something new.
      kept.set(request, code === TOO_LATE && fields['key'] !== undefined ? { ...fields, key: randomUUID() } : fields);
      next(error);
    };
    if (request.body === undefined) readForm(request, response, keep);
    else keep();
  };

const TOO_LATE = 'too-late';

/** What was kept of a request. */
export const keptForm = (request: Request): Fields | undefined => kept.get(request);

export const fieldsOf = (body: unknown): Fields =>
  Object.fromEntries(
    Object.entries(typeof body === 'object' && body !== null ? body : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );

/** The same form once more, as one button; what somebody wrote stands above it. */
export function sameForm(t: Texts, action: string, fields: Fields, button: string): Html {
  const written = fields['reason'] ?? fields['words'];
  return html`${
      written === undefined
        ? null
        : html`<p class="soft">${t.youWrote}</p>
            <blockquote>${written}</blockquote>`
    }
    <form method="post" action="${action}" class="again">
      ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      <button>${button}</button>
    </form>`;
}
