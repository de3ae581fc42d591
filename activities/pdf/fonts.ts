import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fontkit from '@pdf-lib/fontkit';

const file = (name: string): Uint8Array =>
  readFileSync(fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)));

/** DejaVu Sans: Latin, Greek, Cyrillic, Armenian, Georgian in both weights. */
export const fontFiles = { regular: file('DejaVuSans'), bold: file('DejaVuSans-Bold') };

const covering = [fontkit.create(fontFiles.regular), fontkit.create(fontFiles.bold)];

// The fonts also hold Arabic, Hebrew and others, which need shaping and another direction: letters drawn one after the
// other would be wrong, which is worse than refused.
const leftToRight =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Common}\p{Script=Inherited}]$/u;

/** The text as it is drawn: composed letters, single spaces, nothing invisible. */
export const tidy = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(/\p{Cf}/gu, '')
    .trim()
    // French sets a blank before these marks, at which a line must not break.
    .replaceAll(/ (?=[:;!?»])|(?<=«) /g, '\u00a0');

/** The characters of this text that the documents' fonts cannot draw, each once. */
export function uncovered(text: string): string[] {
  const missing = Array.from(tidy(text)).filter((character) => {
    const point = character.codePointAt(0) ?? 0;
    return !leftToRight.test(character) || !covering.every((font) => font.hasGlyphForCodePoint(point));
  });
  return [...new Set(missing)];
}
