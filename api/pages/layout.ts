import { html, type Html, type Part } from './html.ts';
import type { Language } from '../problem.ts';
import { textsIn } from './texts.ts';

export interface PageParts {
  readonly language: Language;
  readonly title: string;
  /** The path of this page, for the switch of languages; null for the answer to a form, which has no other form. */
  readonly path: string | null;
  /** What of the query that switch keeps, ending in `&`. */
  readonly keep?: string;
  /** What stands at the top: the institution, where there is one. */
  readonly heading?: string;
  readonly signedIn?: boolean;
  /** Lists are wide, what is read is narrow. */
  readonly wide?: boolean;
  readonly body: Part;
}

const languages = [
  ['en', 'English', 'EN'],
  ['fr', 'Français', 'FR'],
] as const;

/** A whole page: no script, one stylesheet. */
export function page({
  language,
  title,
  path,
  keep = '',
  heading = 'SMILE',
  signedIn = false,
  wide = false,
  body,
}: PageParts): string {
  const t = textsIn(language);
  const document = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · SMILE</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header class="top">
          <a class="name" href="${signedIn ? '/me' : '/'}">${heading}</a>
          <nav>
            ${path === null ? null : languages.map(([code, name, short]) => switchTo(code, name, short, language, `${path}?${keep}`))}${signedIn ? signOut(t.signOut) : null}
          </nav>
        </header>
        <main class="${wide ? 'wide' : 'narrow'}">${body}</main>
      </body>
    </html> `;
  return document.toString();
}

const switchTo = (code: Language, name: string, short: string, current: Language, start: string): Html =>
  code === current
    ? html`<span class="here" lang="${code}"><abbr title="${name}">${short}</abbr></span> `
    : html`<a href="${start}lang=${code}" lang="${code}" hreflang="${code}"><abbr title="${name}">${short}</abbr></a> `;

const signOut = (text: string): Html =>
  html`<form method="post" action="/sign-out"><button class="quiet">${text}</button></form>`;
