import type { Language } from './texts.ts';

/** A mail's parts in reading order; every text is clean, none is escaped. */
export interface Letter {
  readonly language: Language;
  readonly greeting: string;
  readonly what: readonly string[];
  readonly list: readonly string[];
  /** The lines of what somebody wrote. */
  readonly quote: readonly string[];
  readonly next: readonly string[];
  readonly link?: { readonly says: string; readonly url: string };
  readonly closing: readonly string[];
}

export function textOf({ greeting, what, list, quote, next, link, closing }: Letter): string {
  const parts = [
    greeting,
    ...what,
    list.map((line) => `- ${line}`).join('\n'),
    quote.map((line) => `> ${line}`.trimEnd()).join('\n'),
    ...next,
    link === undefined ? '' : `${link.says}\n${link.url}`,
    ['-- ', ...closing].join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Nothing in it is loaded from anywhere, so that opening it tells nobody. */
export function htmlOf({ language, greeting, what, list, quote, next, link, closing }: Letter): string {
  const paragraphs = (lines: readonly string[]): string => lines.map((line) => `<p>${escaped(line)}</p>`).join('\n');
  return [
    `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8"></head>`,
    '<body style="margin:0;padding:24px;max-width:36em;font:16px/1.5 system-ui,sans-serif">',
    paragraphs([greeting, ...what]),
    list.length === 0 ? '' : `<ul>\n${list.map((line) => `<li>${escaped(line)}</li>`).join('\n')}\n</ul>`,
    quote.length === 0
      ? ''
      : `<blockquote dir="auto" style="margin:1em 0;padding-left:1em;border-left:3px solid #999">${quote.map(escaped).join('<br>\n')}</blockquote>`,
    paragraphs(next),
    link === undefined
      ? ''
      : `<p><a href="${escaped(link.url)}" style="font-weight:600">${escaped(link.says)}</a><br><span style="font-size:14px">${escaped(link.url)}</span></p>`,
    `<p style="font-size:14px;color:#555">${closing.map(escaped).join('<br>\n')}</p>`,
    '</body></html>\n',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
