import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, Request, Response } from 'express';
import { ZodError } from 'zod';
import type { Log } from '../config/log.ts';
import type { Text } from '../domain/ids.ts';
import { isRefusal, refuse, sentenceOf, statusOf, type Refusal } from '../domain/refusal.ts';
import { faultsOf } from './problem/faults.ts';
import { ofHttpError } from './problem/http-errors.ts';
import { languageOf, say, type Language } from './problem/language.ts';
import { titleOf } from './problem/titles.ts';
import { ofUnavailable } from './problem/unavailable.ts';

export { languageOf, say, type Language } from './problem/language.ts';

/** A fault of the input: where, as a pointer like `answers/birthDate`, why, and what would be right. */
export interface Fault {
  readonly field: string;
  readonly why: Text;
}

/** What else a problem says. */
export interface ProblemOptions {
  readonly fields?: readonly Fault[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A request that cannot be answered as asked: a status, a code for programs, a sentence for people. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly detail: Text;
  readonly fields: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, detail: Text, options: ProblemOptions = {}) {
    super(detail['en'] ?? code, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.fields = options.fields ?? [];
    this.headers = options.headers ?? {};
  }
}

/** A problem as it is sent: RFC 9457, with `code` and `errors` added. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly instance: string;
  readonly errors?: readonly { readonly field: string; readonly why: string }[];
}

/** The core's refusal as a problem. */
export function problemOfRefusal(refusal: Refusal): Problem {
  const detail = sentenceOf(refusal);
  const fields = refusal.field === undefined ? [] : [{ field: refusal.field, why: detail }];
  return new Problem(statusOf(refusal.code), refusal.code, detail, { fields });
}

/** Input that does not have the form asked for. @param within where the input is, such as `query` */
export function problemOfInput(error: ZodError, within?: string): Problem {
  const fields = faultsOf(error, within);
  const names = [...new Set(fields.map(({ field }) => (field === '' ? 'the body' : field)))].slice(0, 5).join(', ');
  return new Problem(
    422,
    'invalid-input',
    {
      en: `What was sent is not right: ${names}. See each field under “errors”.`,
      fr: `Ce qui a été envoyé ne convient pas : ${names}. Voir chaque champ sous « errors ».`,
    },
    { fields, cause: error },
  );
}

/** Whatever was thrown as a problem; what is not known becomes a 500 that tells nothing of our inside. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isRefusal(error)) return problemOfRefusal(error);
  if (error instanceof ZodError) return problemOfInput(error);
  const away = ofUnavailable(codeOf(error));
  if (away !== null) return new Problem(away.status, away.code, away.detail, { headers: away.headers, cause: error });
  if (codeOf(error) === 'erased') return problemOfRefusal(refuse('erased'));
  const http = ofHttpError(error);
  if (http !== null) return new Problem(http.status, http.code, http.detail, { cause: error });
  return new Problem(500, 'internal-error', sentenceOf(internal), { cause: error });
}

export interface ProblemHandlerOptions {
  readonly log: Log;
  /** Makes the page for people, where a browser asked for one outside `/api`. Without it they get JSON as well. */
  readonly page?: (problem: ProblemBody, request: Request, language: Language) => string;
}

/** The last error handler of the application: answers whatever was thrown as problem+json. */
export function problemHandler({ log, page }: ProblemHandlerOptions): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    // Who asked has gone, in the middle of the answer: nobody's fault, and nobody is there to read of it.
    if (response.destroyed && codeOf(error) === HUNG_UP) return;
    const problem = problemOf(error);
    const id = occurrence(response);
    // For the line of the log.
    response.locals['code'] = problem.code;
    if (problem.status >= 500) {
      const err = problem.cause instanceof Error ? problem.cause : problem;
      // While something is down there are many of them, and where in our code they were met says nothing.
      if (problem.status > 500) log.warn({ occurrence: id, code: problem.code, why: err.message }, 'not available');
      else log.error({ occurrence: id, code: problem.code, err }, 'a request failed');
    }
    // Half an answer is out already: the connection is cut, so that nobody takes it for a whole one.
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const language = languageOf(request);
    const body = bodyOf(problem, id, language);
    response.status(problem.status).set(problem.headers).set('Cache-Control', 'no-store');
    response.set('Content-Language', language).vary('Accept-Language');
    if (page !== undefined && wantsPage(request)) response.type('html').send(page(body, request, language));
    else response.type('application/problem+json').send(JSON.stringify(body));
  };
}

/** The problem in one language. @param id of this occurrence, as the log has it */
export function bodyOf(problem: Problem, id: string, language: Language): ProblemBody {
  const errors = problem.fields.map(({ field, why }) => ({ field, why: say(why, language) }));
  return {
    type: `/problems/${problem.code}`,
    title: titleOf(problem.status, language),
    status: problem.status,
    detail: say(problem.detail, language),
    code: problem.code,
    instance: `urn:uuid:${id}`,
    ...(errors.length === 0 ? {} : { errors }),
  };
}

/** What `pipeline` says of an answer that was closed before all of it was out. */
const HUNG_UP = 'ERR_STREAM_PREMATURE_CLOSE';

const internal: Refusal = { refused: true, code: 'internal-error', params: {} };

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** One id in the answer and in the log; the request's own where the application gave it one. */
function occurrence(response: Response): string {
  const given = response.getHeader('X-Request-Id');
  return typeof given === 'string' ? given : randomUUID();
}

const wantsPage = (request: Request): boolean =>
  !request.originalUrl.startsWith('/api/') && request.accepts(['json', 'html']) === 'html';
