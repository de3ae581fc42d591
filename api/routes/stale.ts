import type { Request, Response } from 'express';
import { bodyOf, languageOf, Problem } from '../problem.ts';
import type { Reply } from './route.ts';

/** The answer to a text that was written over a version which is no longer the newest: both texts, and nothing is lost. */
export const staleVersion = (request: Request, response: Response, current: unknown, sent: unknown): Reply =>
  problemWith(request, response, stale(), { current, sent });

/** A problem with more in it than its sentence. */
export const problemWith = (request: Request, response: Response, problem: Problem, more: object): Reply => ({
  status: problem.status,
  headers: { 'Content-Type': 'application/problem+json' },
  body: { ...bodyOf(problem, String(response.getHeader('X-Request-Id')), languageOf(request)), ...more },
});

const stale = (): Problem =>
  new Problem(409, 'stale-version', {
    en: 'Another version was kept after you read this one. Both texts are here.',
    fr: 'Une autre version a été enregistrée entre-temps. Les deux textes sont ici.',
  });
