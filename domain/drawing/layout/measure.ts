/** Widths of Helvetica and Arial in thousandths of the size: by width the characters that have it. */
const regular: Readonly<Record<number, string>> = {
  191: "'",
  222: 'ijl‘’',
  260: '|',
  278: ' !,./:;I[\\]ft\u00a0·',
  333: '()-`r{}“”',
  355: '"',
  389: '*',
  469: '^',
  500: 'Jcksvxyz',
  556: '#$0123456789?L_abdeghnopqu«»–',
  584: '+<=>~',
  611: 'FTZ',
  667: '&ABEKPSVXY',
  722: 'CDHNRUw',
  778: 'GOQ',
  833: 'Mm',
  889: '%',
  944: 'Wœ',
  1000: '—…ŒÆ',
  1015: '@',
};
const BOLD = 1.12;
/** Where the reader has neither, the font may be as wide as DejaVu Sans. */
const SAFETY = 1.16;

const widths = new Map(
  Object.entries(regular).flatMap(([width, letters]) => Array.from(letters).map((letter) => [letter, Number(width)])),
);

/** Marks stand over the letter before them and take no room. */
const mark = /^[\p{M}\u200b-\u200d\ufe00-\ufe0f\u{1f3fb}-\u{1f3ff}\u{e0000}-\u{e007f}]$/u;
const wide =
  /^[\p{Extended_Pictographic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff00-\uffef\u3000-\u303f\u{1f1e6}-\u{1f1ff}]$/u;

function widthOf(letter: string): number {
  const known = widths.get(letter);
  if (known !== undefined) return known;
  const found = mark.test(letter)
    ? 0
    : wide.test(letter)
      ? 1250
      : (widths.get(letter.normalize('NFD').charAt(0)) ?? 720);
  widths.set(letter, found);
  return found;
}

/** How wide a text is at a size, in pixels; rather too wide than too narrow. */
export function textWidth(text: string, size: number, bold = false): number {
  let sum = 0;
  for (const letter of text) sum += widthOf(letter);
  return ((sum * size) / 1000) * (bold ? BOLD : 1) * SAFETY;
}

/** Letters with the marks that belong to them, so that none is torn apart. */
export function clusters(text: string): string[] {
  const found: string[] = [];
  let joins = false;
  for (const letter of text) {
    if (found.length > 0 && (joins || mark.test(letter))) found.push((found.pop() ?? '') + letter);
    else found.push(letter);
    joins = letter === '\u200d';
  }
  return found;
}
