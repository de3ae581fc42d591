import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { jsonBody } from '../body.ts';
import type { Cost } from '../limits.ts';
import { actorOf } from '../identity/actor.ts';
import { checked } from '../identity/input.ts';
import { Problem } from '../problem.ts';
import type { ApiDeps } from './deps.ts';
import { shallow } from './json-depth.ts';

export const JSON_LIMIT = 64 * 1024;

type Fields = z.ZodObject;

/** What a request without any of it has: unknown fields are refused everywhere. */
export const none = {
  params: z.strictObject({}),
  query: z.strictObject({}),
  headers: z.object({}),
  body: z.undefined(),
};

export interface RequestSchemas<
  P extends Fields = Fields,
  Q extends Fields = Fields,
  H extends Fields = Fields,
  B extends z.ZodType = z.ZodType,
> {
  readonly params: P;
  readonly query: Q;
  readonly headers: H;
  readonly body: B;
}

export interface ResponseDescription {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Media type where it is not JSON. */
  readonly type?: string;
}

/** What the document says of a route. */
export interface RouteDescription {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As in OpenAPI: `/api/mobilities/{reference}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** Who may call it: nobody in particular, or somebody who is signed in. */
  readonly open?: boolean;
  readonly request: RequestSchemas;
  /** The most bytes of a JSON body, where `JSON_LIMIT` is too few. */
  readonly bodyLimit?: number;
  /** What it is limited as, beside all that somebody sends. */
  readonly cost?: Cost;
  /** A body that is read as a stream instead of JSON. */
  readonly stream?: { readonly type: string; readonly description: string };
  readonly responses: Readonly<Record<number, ResponseDescription>>;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Input<P extends Fields, Q extends Fields, H extends Fields, B extends z.ZodType> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly headers: z.output<H>;
  readonly body: z.output<B>;
  readonly request: Request;
  /** For routes that stream; they return `sent`. */
  readonly response: Response;
}

export interface Route extends RouteDescription {
  /** The path as Express writes it. */
  readonly expressPath: string;
  readonly handlers: (deps: ApiDeps) => readonly RequestHandler[];
}

/**
 * One route of the API: the same schemas check what comes in, document it, and type what the handler gets, so that
 * the three cannot drift apart.
 */
export function route<P extends Fields, Q extends Fields, H extends Fields, B extends z.ZodType>(
  spec: Omit<RouteDescription, 'request'> & {
    readonly request: RequestSchemas<P, Q, H, B>;
    readonly handler: (deps: ApiDeps, input: Input<P, Q, H, B>) => Promise<Reply | 'sent'>;
  },
): Route {
  const { handler, ...description } = spec;
  const { params, query, headers, body } = spec.request;
  const takesJson = !(body instanceof z.ZodUndefined);
  const answer =
    (deps: ApiDeps): RequestHandler =>
    async (request, response) => {
      const reply = await handler(deps, {
        params: checked(params, request.params),
        query: checked(query, request.query, 'query'),
        headers: checked(headers, request.headers, 'headers'),
        body: checked(body, request.body),
        request,
        response,
      });
      if (reply !== 'sent') send(response, reply);
    };
  return {
    ...description,
    expressPath: spec.path.replace(/\{(\w+)\}/g, ':$1'),
    handlers: (deps) => [
      ...(spec.bodyLimit === undefined ? [] : [signedIn(deps)]),
      ...(takesJson ? [jsonOnly, jsonBody(spec.bodyLimit ?? JSON_LIMIT), shallow] : []),
      answer(deps),
    ],
  };
}

function send(response: Response, { status, body, headers }: Reply): void {
  response.status(status).set('Cache-Control', 'no-store');
  if (headers !== undefined) response.set(headers);
  if (body === undefined) response.end();
  else response.json(body);
}

/** Before a large body is read: nobody in particular sends one. */
const signedIn =
  (deps: ApiDeps): RequestHandler =>
  async (request, _response, next) => {
    await actorOf(request, deps);
    next();
  };

const jsonOnly: RequestHandler = (request, _response, next) => {
  if (request.is('application/json') === false)
    throw new Problem(415, 'unsupported-media-type', {
      en: 'Send the body as JSON, with Content-Type: application/json.',
      fr: 'Envoyez le corps en JSON, avec Content-Type: application/json.',
    });
  next();
};
