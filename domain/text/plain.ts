const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  rsquo: '’',
};

/**
 * Text without the HTML that editors of exports leave in it; paragraphs become lines. The result is plain text, to be
 * escaped like any other where it is shown.
 */
export const plainText = (html: string): string =>
  html
    .replace(/<\/(?:p|li|div|h[1-6])>|<br\b[^<>]*>/gi, '\n')
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/&(\w{1,8});/g, (whole, name: string) => entities[name.toLowerCase()] ?? whole)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
