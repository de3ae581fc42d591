import type { RequestHandler, Router } from 'express';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeSession } from '../identity/sessions.ts';
import type { Limits } from '../limits.ts';
import type { openApiDocument } from '../openapi.ts';
import type { ApiDeps } from '../routes/deps.ts';
import { withoutOptions } from '../server/options.ts';
import { docsPage } from './docs.ts';
import { exchangeOf, type Exchange } from './exchange.ts';
import { home } from './home.ts';
import { readForm } from './kept-form.ts';
import { mePage } from './me.ts';
import { mobilityPage } from './mobility.ts';
import { signAct, signPage } from './sign.ts';
import { verifyPage } from './verify.ts';

/** Read once, so that a missing file stops the start and not the first visitor. */
const style = readFileSync(join(import.meta.dirname, 'style.css'));

/** There is no icon; browsers ask for one on every first visit all the same. */
export const noIcon: RequestHandler = (_request, response) => {
  response.set('Cache-Control', 'public, max-age=86400').status(204).end();
};

export const styleSheet: RequestHandler = (_request, response) => {
  response.set('Cache-Control', 'public, max-age=300').type('css').send(style);
};

/** The plain pages, made by the server. */
export function pagesRouter(deps: ApiDeps, document: ReturnType<typeof openApiDocument>, limits: Limits): Router {
  const router = withoutOptions();
  const at = (path: string, showPage: (exchange: Exchange, param: string) => void | Promise<void>): void => {
    router.get(path, async (request, response) => {
      const [param] = Object.values(request.params);
      await showPage(exchangeOf(deps, request, response), typeof param === 'string' ? param : '');
    });
  };
  at('/', home);
  at('/me', mePage);
  at('/mobilities/:reference', mobilityPage);
  for (const limit of limits.of('verify')) router.use('/verify', limit);
  at('/verify/:hash', verifyPage);
  at('/sign', signPage);
  at('/api/docs', (exchange) => {
    docsPage(exchange, document);
  });
  router.post('/sign', readForm, (request, response) => signAct(exchangeOf(deps, request, response)));
  router.post('/sign-out', async (request, response) => {
    await closeSession(deps, { request, response });
    response.redirect(303, '/');
  });
  return router;
}
