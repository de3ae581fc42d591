import type { Request, RequestHandler } from 'express';
import { callerOf } from './identity/address.ts';
import { tooMany } from './identity/problems.ts';
import { makeRate, type RateOptions } from './identity/rate.ts';
import { sessionOf } from './identity/sessions.ts';

/** What costs more than other requests, and is asked for less often. */
export type Cost = 'search' | 'upload' | 'import' | 'check' | 'bulk' | 'verify';

export interface Limits {
  /** All that one address sends; goes before anything is looked up. */
  readonly byAddress: RequestHandler;
  /** All that one person sends, from wherever; goes behind `session()`. */
  readonly byPerson: RequestHandler;
  /** One kind of costly request. */
  of(cost: Cost | undefined): readonly RequestHandler[];
}

/** Where the limits of the table in docs/security.md are counted from. */
const USUAL = 3_000;

/**
 * The limits of this process. They keep one caller from taking all of it, and nobody else from working: a whole campus
 * may share one address.
 * @param perMinute requests of one address; all others are in proportion. 0: there are none
 */
export function makeLimits(perMinute: number): Limits {
  if (perMinute === 0) return { byAddress: free, byPerson: free, of: () => [] };
  const scale = perMinute / USUAL;
  const a = (burst: number, secondsEach: number): RateOptions => ({
    burst: Math.max(1, Math.round(burst * scale)),
    secondsEach: secondsEach / scale,
  });
  const signedOut = limited(a(600, 0.1), addressOf);
  const costly: Readonly<Record<Cost, RequestHandler>> = {
    search: limited(a(120, 0.5), personOf, signedOut),
    upload: limited(a(60, 5), personOf),
    import: limited(a(10, 20), personOf),
    // As many acts as one person may send one by one.
    bulk: limited(a(5, 20), personOf),
    check: limited(a(60, 1), personOf),
    // Open to all, and it opens files.
    verify: limited(a(600, 0.1), addressOf),
  };
  return {
    byAddress: limited(a(3_000, 0.02), addressOf),
    byPerson: limited(a(600, 0.1), personOf),
    of: (cost) => (cost === undefined ? [] : [cost === 'search' ? whenSearching(costly.search) : costly[cost]]),
  };
}

const free: RequestHandler = (_request, _response, next) => {
  next();
};

/** @param otherwise for requests that have no key */
function limited(options: RateOptions, keyOf: (request: Request) => string | null, otherwise = free): RequestHandler {
  const rate = makeRate(options);
  return (request, response, next) => {
    const key = keyOf(request);
    if (key === null) {
      void otherwise(request, response, next);
      return;
    }
    const wait = rate.take(key);
    if (wait > 0) throw tooMany(wait);
    next();
  };
}

const addressOf = (request: Request): string => callerOf(request.ip);

function personOf(request: Request): string | null {
  const session = sessionOf(request);
  if (session === null) return null;
  const { institution, holder } = session;
  return `${institution} ${holder.kind === 'person' ? holder.person : holder.link}`;
}

/** A list is a search where words are looked for. */
const whenSearching =
  (limit: RequestHandler): RequestHandler =>
  (request, response, next) => {
    const { q, name, search } = request.query;
    void (q === undefined && name === undefined && search === undefined ? free : limit)(request, response, next);
  };
