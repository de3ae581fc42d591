/** Letters that Unicode does not decompose, as people type them when they search. */
const letters: Readonly<Record<string, string>> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ŧ: 't',
  þ: 'th',
  ß: 'ss',
};

/**
 * A text as it is searched and compared: lower case, without accents, apostrophes made plain, spaces collapsed.
 * Letters of other scripts stay.
 */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[æœøđðħıłŧþß]/g, (letter) => letters[letter] ?? letter)
    .replace(/[’ʼ`´]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();

/** The same, cut to what a column takes: folding may make a text longer. @param most code points */
export const foldWithin = (text: string, most: number): string => Array.from(fold(text)).slice(0, most).join('');
