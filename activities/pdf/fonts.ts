import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fontkit, { type Font, type GlyphRun } from '@pdf-lib/fontkit';

const file = (name: string): Uint8Array =>
  readFileSync(fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)));

/** DejaVu Sans: Latin, Greek, Cyrillic, Armenian, Georgian in both weights. */
export const fontFiles = { regular: file('DejaVuSans'), bold: file('DejaVuSans-Bold') };

const covering = [remembering(fontkit.create(fontFiles.regular)), remembering(fontkit.create(fontFiles.bold))];

/** Texts whose layout is kept, of each font. */
const MOST_KEPT = 5_000;

/** For `registerFontkit`: the fonts as they are read already, since reading one takes longer than to draw a document. */
export const readFonts: typeof fontkit = {
  create: (bytes) => covering[[fontFiles.regular, fontFiles.bold].indexOf(bytes)] ?? fontkit.create(bytes),
};

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

/** Labels, names of months and common words come in each document; to lay them out is half of what one costs. */
function remembering(font: Font): Font {
  const kept = new Map<string, GlyphRun>();
  const layout = font.layout.bind(font);
  return Object.assign(font, {
    // All of ours ask for the same features.
    layout: (text: string, features?: Parameters<Font['layout']>[1]): GlyphRun => {
      const known = kept.get(text);
      if (known !== undefined) return known;
      const made = layout(text, features);
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(text, made);
      return made;
    },
  });
}
