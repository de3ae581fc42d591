import { isUtf8 } from 'node:buffer';
import express, { type RequestHandler } from 'express';
import { Problem } from './problem.ts';
import { BODY_MS } from './server/limits.ts';

/** Reads a JSON body: UTF-8, whole in time, at most so many bytes, also when they come compressed. */
export const jsonBody = (limit: number | string): RequestHandler =>
  inTime(express.json({ limit, strict: true, verify: requireUtf8 }));

/** Reads the fields of a form of ours. */
export const formBody = (limit: number | string, fields: number): RequestHandler =>
  inTime(express.urlencoded({ extended: false, limit, parameterLimit: fields, verify: requireUtf8 }));

type Verify = NonNullable<NonNullable<Parameters<typeof express.json>[0]>['verify']>;

/** Other bytes would be read as replacement characters, and somebody's name recorded with them. */
const requireUtf8: Verify = (_request, _response, body, encoding) => {
  if (encoding.toLowerCase() !== 'utf-8' || !isUtf8(body)) throw notUtf8();
};

function inTime(read: RequestHandler, ms = BODY_MS): RequestHandler {
  return (request, response, next) => {
    let over = false;
    const once = (error?: unknown): void => {
      if (over) return;
      over = true;
      clearTimeout(late);
      next(error);
    };
    const late = setTimeout(() => {
      response.set('Connection', 'close');
      once(tooSlow());
    }, ms);
    void read(request, response, once);
  };
}

const notUtf8 = (): Problem =>
  new Problem(415, 'unsupported-charset', {
    en: 'The body must be in UTF-8.',
    fr: 'Le corps de la demande doit être en UTF-8.',
  });

const tooSlow = (): Problem =>
  new Problem(408, 'too-slow', {
    en: 'The request did not arrive in time. Nothing was done; send it again.',
    fr: "La demande n'est pas arrivée à temps. Rien n'a été fait ; recommencez.",
  });
