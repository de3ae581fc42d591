import type { RequestHandler } from 'express';
import { protect } from '../protection.ts';
import { headersTooLarge } from './broken.ts';
import { LINGER_MS, MOST_HEADERS } from './limits.ts';

/** What goes before everything else: the headers of every answer, and no time for who goes on sending after it. */
export const guarded =
  (url: string, lingerMs = LINGER_MS): RequestHandler =>
  (request, response, next) => {
    protect(response, url);
    response.once('finish', () => {
      if (request.complete) return;
      const late = setTimeout(() => request.socket.destroy(), lingerMs);
      request.once('close', () => {
        clearTimeout(late);
      });
    });
    if (request.rawHeaders.length > 2 * MOST_HEADERS) throw headersTooLarge;
    next();
  };
