import { Router } from 'express';

/**
 * A router that leaves OPTIONS to the application, which refuses it like any method that is not there: Express would
 * answer by itself, with a bare list.
 */
export function withoutOptions(): Router {
  const router = Router();
  router.options('/{*path}', (_request, _response, next) => {
    next('router');
  });
  return router;
}
