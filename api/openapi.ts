import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { sessionCookie } from './identity/cookies.ts';
import type { ResponseDescription, RouteDescription } from './routes/route.ts';

type Document = ReturnType<OpenApiGeneratorV31['generateDocument']>;

const problem = z
  .object({
    type: z.string().describe('Stable: /problems/{code}'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().describe('A sentence for people, in the language of the request'),
    code: z.string().describe('Stable, for programs'),
    instance: z.string(),
    errors: z
      .array(z.object({ field: z.string().describe('Where, like answers/birthDate'), why: z.string() }))
      .optional(),
  })
  .describe('RFC 9457');

const SAFE = 'get';

/** The document of the API, made of the schemas that check what comes in. @param url the public address */
export function openApiDocument(routes: readonly RouteDescription[], url: string): Document {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: sessionCookie(url),
    description: 'Opened by signing in at /login/{provider}, or by a one-time link',
  });
  for (const route of routes) registry.registerPath(pathOf(route));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'SMILE',
      version: '1',
      description:
        'Incoming international mobility, from nomination to transcript. Instants are in UTC, dates are civil dates of the institution. Unknown fields are refused. ' +
        'Programs send X-CSRF-Token, from GET /api/session, with everything but GET.',
    },
    servers: [{ url }],
  });
}

function pathOf({ method, path, tag, summary, open, request, stream, responses }: RouteDescription): RouteConfig {
  const body = bodyOf(request.body, stream);
  return {
    method,
    path,
    tags: [tag],
    summary,
    operationId: operationId(method, path),
    security: open === true ? [] : [{ session: [] }],
    request: {
      params: request.params,
      query: request.query,
      headers: request.headers,
      ...(body === undefined ? {} : { body }),
    },
    responses: {
      ...Object.fromEntries(
        Object.entries(responses).map(([status, response]) => [status, responseOf(Number(status), response)]),
      ),
      ...(open === true ? {} : { 401: asProblem('Not signed in, or the session has ended') }),
      ...(method === SAFE ? {} : { 403: asProblem('Not allowed, or not from a page of ours (csrf)') }),
      default: asProblem('Any other problem'),
    },
  };
}

function bodyOf(body: z.ZodType, stream: RouteDescription['stream']): NonNullable<RouteConfig['request']>['body'] {
  if (stream !== undefined) {
    const schema =
      stream.type === 'multipart/form-data'
        ? { type: 'object' as const, properties: { file: { type: 'string' as const, format: 'binary' } } }
        : { type: 'string' as const };
    return { required: true, description: stream.description, content: { [stream.type]: { schema } } };
  }
  return body instanceof z.ZodUndefined
    ? undefined
    : { required: true, content: { 'application/json': { schema: body } } };
}

function responseOf(
  status: number,
  { description, schema, type }: ResponseDescription,
): RouteConfig['responses'][string] {
  if (type !== undefined) return { description, content: { [type]: { schema: { type: 'string' } } } };
  if (schema !== undefined) return { description, content: { 'application/json': { schema } } };
  return status >= 400 ? asProblem(description) : { description };
}

const asProblem = (description: string): RouteConfig['responses'][string] => ({
  description,
  content: { 'application/problem+json': { schema: problem } },
});

/** `get /api/mobilities/{reference}/acts` → `getMobilitiesReferenceActs` */
const operationId = (method: string, path: string): string =>
  method +
  path
    .replace(/^\/api/, '')
    .split(/[^A-Za-z0-9]+/)
    .filter((part) => part !== '')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
