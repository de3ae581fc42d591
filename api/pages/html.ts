/** HTML that is safe to put into a page: made by `html`, never by hand from what people wrote. */
export class Html {
  readonly #markup: string;
  constructor(markup: string) {
    this.#markup = markup;
  }
  toString(): string {
    return this.#markup;
  }
}

export type Part = Html | string | number | null | undefined | false | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/**
 * A template: what is put in is escaped unless it is `Html` itself; lists are joined; null, undefined and false are
 * nothing. Attributes must be quoted.
 */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.reduce((page, text, i) => page + markup(parts[i - 1]) + text));

function markup(part: Part): string {
  if (part instanceof Html) return part.toString();
  if (isList(part)) return part.map(markup).join('');
  return part === null || part === undefined || part === false ? '' : escaped(String(part));
}

const isList = (part: Part): part is readonly Part[] => Array.isArray(part);
