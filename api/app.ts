import { randomUUID } from 'node:crypto';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { identityRouter } from './identity/router.ts';
import { personIdOf, session } from './identity/sessions.ts';
import { makeLimits } from './limits.ts';
import { openApiDocument } from './openapi.ts';
import { keepForm } from './pages/kept-form.ts';
import { problemPage } from './pages/problem.ts';
import { noIcon, pagesRouter, styleSheet } from './pages/router.ts';
import { Problem, problemHandler, problemOfRefusal } from './problem.ts';
import { asOnePiece } from '../db/admission.ts';
import { refuse } from '../domain/refusal.ts';
import type { ApiDeps } from './routes/deps.ts';
import { identityRoutes } from './routes/identity.ts';
import { routes } from './routes/index.ts';
import { guarded } from './server/guard.ts';
import type { Log } from '../config/log.ts';

/** The whole web application; it listens to nothing yet. */
export function createApp(deps: ApiDeps): Express {
  const app = express();
  const all = [...routes, ...identityRoutes];
  const document = openApiDocument(all, deps.settings.url);
  app
    .disable('x-powered-by')
    .disable('etag')
    .set('query parser', 'simple')
    .set('trust proxy', deps.settings.trustProxy);
  const limits = makeLimits(deps.settings.rateLimit);
  app.use(logged(deps.log), guarded(deps.settings.url), limits.byAddress);
  app.get('/style.css', styleSheet);
  app.get('/favicon.ico', noIcon);
  app.get('/api/openapi.json', (_request, response) => {
    response.json(document);
  });
  app.use((_request, _response, next) => {
    asOnePiece(next);
  });
  app.use(session(deps), limits.byPerson);
  app.use(identityRouter(deps));
  for (const { method, expressPath, cost, handlers } of routes)
    app[method](expressPath, ...limits.of(cost), ...handlers(deps));
  app.use(pagesRouter(deps, document, limits));
  for (const [path, methods] of methodsByPath(all)) app.all(path, onlyBy(methods));
  app.use(() => {
    throw problemOfRefusal(refuse('not-found'));
  });
  app.use(keepForm(deps.settings.url), problemHandler({ log: deps.log, page: problemPage }));
  return app;
}

/** One line a request: the route, never its parameters, which may name somebody. */
const logged =
  (log: Log): RequestHandler =>
  (request, response, next) => {
    const id = randomUUID();
    const start = performance.now();
    response.setHeader('X-Request-Id', id);
    response.on('close', () => {
      const route: unknown = request.route;
      const path = typeof route === 'object' && route !== null && 'path' in route ? String(route.path) : '';
      log.info(
        {
          request: id,
          method: request.method,
          route: path,
          status: response.statusCode,
          ...codeOf(response),
          ...personIn(request),
          ms: Math.round(performance.now() - start),
          cut: !response.writableFinished,
        },
        'request',
      );
    });
    next();
  };

/** Why it was refused, as the problem's code. */
function codeOf(response: Response): { code?: string } {
  const code: unknown = response.locals['code'];
  return typeof code === 'string' ? { code } : {};
}

function personIn(request: Request): { person?: string } {
  const person = personIdOf(request);
  return person === undefined ? {} : { person };
}

function methodsByPath(all: readonly { readonly method: string; readonly path: string }[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { method, path } of all) {
    const key = path.replace(/\{(\w+)\}/g, ':$1');
    found.set(key, [...(found.get(key) ?? []), method.toUpperCase()]);
  }
  return found;
}

/** What comes here has a path of ours and another method. */
const onlyBy =
  (methods: readonly string[]): RequestHandler =>
  () => {
    const Allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
    throw new Problem(
      405,
      'method-not-allowed',
      { en: `Only ${Allow} can be used here.`, fr: `Seules ces méthodes sont possibles ici : ${Allow}.` },
      { headers: { Allow } },
    );
  };
