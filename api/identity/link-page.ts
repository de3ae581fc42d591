import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { html } from '../pages/html.ts';
import { page } from '../pages/layout.ts';
import { languageOf, type Language } from '../problem.ts';

/** Runs in the browser; read once, so that a missing file stops the start and not the first visitor. */
const script = readFileSync(join(import.meta.dirname, 'link-client.mjs'), 'utf8');

const words: Readonly<
  Record<Language, Readonly<Record<'title' | 'explain' | 'open' | 'incomplete' | 'failed', string>>>
> = {
  en: {
    title: 'Open your link',
    explain: 'This link was sent to you alone. Go on to open what it is for.',
    open: 'Go on',
    incomplete: 'This link is not complete. Copy all of it from the mail, up to the last letter.',
    failed: 'SMILE could not be reached. See that you are connected, then try again.',
  },
  fr: {
    title: 'Ouvrir votre lien',
    explain: 'Ce lien a été envoyé à vous seul. Continuez pour ouvrir ce à quoi il sert.',
    open: 'Continuer',
    incomplete: "Ce lien n'est pas complet. Copiez-le en entier depuis le message, jusqu'à la dernière lettre.",
    failed: 'SMILE est injoignable. Vérifiez votre connexion, puis réessayez.',
  },
};

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * `GET /link`: reads the token after `#` and sends it on when the person goes on. Not by itself: mail filters open
 * links with a browser to look at them, and would use the link up.
 */
export const linkPage: RequestHandler = (request, response) => {
  const language = languageOf(request);
  response
    .set('Content-Security-Policy', POLICY)
    .set('Cache-Control', 'no-store')
    .set('Referrer-Policy', 'no-referrer');
  response.vary('Accept-Language').type('html').send(linkHtml(language));
};

/** `GET /link.js` */
export const linkScript: RequestHandler = (_request, response) => {
  response
    .set('Cache-Control', 'no-cache')
    .set('X-Content-Type-Options', 'nosniff')
    .type('text/javascript')
    .send(script);
};

function linkHtml(language: Language): string {
  const { title, explain, open, incomplete, failed } = words[language];
  const body = html`<h1>${title}</h1>
    <p>${explain}</p>
    <p><button type="button" id="open" data-incomplete="${incomplete}" data-failed="${failed}">${open}</button></p>
    <p id="said" role="alert"></p>
    <script src="/link.js" defer></script>`;
  return page({ language, title, path: '/link', body });
}
