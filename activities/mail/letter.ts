import type { Language } from './texts.ts';

/** A mail's parts in reading order; every text is clean, none is escaped. */
export interface Letter {
  readonly language: Language;
  readonly greeting: string;
  readonly what: readonly string[];
  readonly list: readonly string[];
  readonly sections: readonly Section[];
  /** The lines of what somebody wrote. */
  readonly quote: readonly string[];
  readonly next: readonly string[];
  readonly link?: { readonly says: string; readonly url: string };
  readonly closing: readonly string[];
}

/** Things of one kind, each with its own link. */
export interface Section {
  readonly title: string;
  readonly entries: readonly { readonly title: string; readonly says: string; readonly url: string }[];
}

export function textOf({ greeting, what, list, sections, quote, next, link, closing }: Letter): string {
  const parts = [
    greeting,
    ...what,
    list.map((line) => `- ${line}`).join('\n'),
    ...sections.flatMap(({ title, entries }) => [
      `${title}\n${'='.repeat(Array.from(title).length)}`,
      ...entries.map((entry) => `- ${entry.title}\n  ${entry.says}\n  ${entry.url}`),
    ]),
    quote.map((line) => `> ${line}`.trimEnd()).join('\n'),
    ...next,
    link === undefined ? '' : `${link.says}\n${link.url}`,
    ['-- ', ...closing].join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Nothing in it is loaded from anywhere, so that opening it tells nobody. */
export function htmlOf({ language, greeting, what, list, sections, quote, next, link, closing }: Letter): string {
  const paragraphs = (lines: readonly string[]): string => lines.map((line) => `<p>${escaped(line)}</p>`).join('\n');
  return [
    `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8"></head>`,
    '<body style="margin:0;padding:24px;max-width:36em;font:16px/1.5 system-ui,sans-serif">',
    paragraphs([greeting, ...what]),
    list.length === 0 ? '' : `<ul>\n${list.map((line) => `<li>${escaped(line)}</li>`).join('\n')}\n</ul>`,
    ...sections.map(sectionOf),
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

const sectionOf = ({ title, entries }: Section): string =>
  [
    `<h2 style="margin:1.5em 0 .5em;font-size:18px">${escaped(title)}</h2>\n<ul style="margin:0;padding-left:1.2em">`,
    ...entries.map(
      (entry) =>
        `<li style="margin:0 0 .6em"><a href="${escaped(entry.url)}">${escaped(entry.title)}</a><br>${escaped(entry.says)}</li>`,
    ),
    '</ul>',
  ].join('\n');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
