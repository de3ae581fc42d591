import type { Request, Response } from 'express';
import { readInstitution } from '../../db/institutions/read.ts';
import type { Actor } from '../../domain/authority/actor.ts';
import { actorOf } from '../identity/actor.ts';
import { languageCookie } from '../identity/cookies.ts';
import { languageOf, Problem, say, type Language } from '../problem.ts';
import type { ApiDeps } from '../routes/deps.ts';
import { datesIn, type Dates } from './dates.ts';
import { page, type PageParts } from './layout.ts';
import { textsIn, type Texts } from './texts.ts';

/** What a page needs of its request. */
export interface Exchange {
  readonly deps: ApiDeps;
  readonly request: Request;
  readonly response: Response;
  readonly language: Language;
  readonly t: Texts;
}

export function exchangeOf(deps: ApiDeps, request: Request, response: Response): Exchange {
  const language = languageOf(request);
  // Chosen in the page: kept for the next ones.
  if (request.query['lang'] === language)
    response.cookie(languageCookie(deps.settings.url), language, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      maxAge: 365 * 86_400_000,
      secure: deps.settings.url.startsWith('https:'),
    });
  return { deps, request, response, language, t: textsIn(language) };
}

export interface Reader {
  readonly actor: Actor;
  readonly heading: string;
  readonly dates: Dates;
}

/** Who reads, with the name and the zone of their institution; null when nobody is signed in. */
export async function readerOf({ deps, request, language }: Exchange): Promise<Reader | null> {
  try {
    const actor = await actorOf(request, deps);
    const institution = await readInstitution(deps.db, actor.institution);
    const zone = institution?.calendar.zone ?? 'UTC';
    return {
      actor,
      heading: institution === undefined ? 'SMILE' : say(institution.name, language),
      dates: datesIn(language, zone, deps.now()),
    };
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

export function show(
  { request, response, language }: Exchange,
  parts: Omit<PageParts, 'language' | 'path'>,
  status = 200,
): void {
  response
    .status(status)
    .set('Cache-Control', 'no-store')
    .set('Content-Language', language)
    .vary('Accept-Language')
    .type('html');
  response.send(page({ ...parts, language, path: request.method === 'POST' ? null : request.path }));
}
