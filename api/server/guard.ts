import type { Request, RequestHandler } from 'express';
import { protect } from '../protection.ts';
import { headersTooLarge, notHttp } from './broken.ts';
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
    if (hosts(request) > 1 || (hosts(request) === 0 && request.httpVersion === '1.1')) throw notHttp;
    next();
  };

/** Node takes the first of several Host headers; a proxy before us may have taken another. */
const hosts = ({ rawHeaders }: Request): number =>
  rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length;
