import type { Request } from 'express';

/** The languages that sentences exist in; the first is given to who asks for none. */
export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

/** The language of a request: `?lang`, else the cookie `lang`, else Accept-Language. */
export function languageOf(request: Request): Language {
  const asked = request.query['lang'];
  const kept = /(?:^|;\s*)(?:__Host-)?lang=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
  for (const candidate of [asked, kept, request.acceptsLanguages([...languages])]) {
    const language = languages.find((known) => known === candidate);
    if (language !== undefined) return language;
  }
  return languages[0];
}

export { inLanguage as say } from '../../domain/text/in-language.ts';
