import { expect } from 'chai';
import { coloursOf, contrast } from '../../../activities/pdf/colours.ts';
import { tidy, uncovered } from '../../../activities/pdf/fonts.ts';
import { en } from '../../../activities/pdf/texts/en.ts';
import { fr } from '../../../activities/pdf/texts/fr.ts';
import { wrap } from '../../../activities/pdf/wrap.ts';

describe('parts of the documents', () => {
  it('know which characters they cannot draw', () => {
    expect(uncovered('Zoë Łukasz Đặng Ἀθηνᾶ Київ Ñandú Ő ẞ œ — “x” € №')).to.deep.equal([]);
    expect(uncovered('a王b王c')).to.deep.equal(['王']);
    expect(uncovered('שלום')).to.have.length(4);
    expect(uncovered('मुंबई 🦄')).to.include('🦄').and.include('म');
  });

  it('make texts tidy: composed, without what is invisible', () => {
    expect(tidy('  Zoe\u0308\t\nx\u0000y ')).to.equal('Zoë x y');
    expect(tidy('abc\u202Egnp.exe\u200B')).to.equal('abcgnp.exe');
  });

  it('darken an accent until it can be read, and leave a dark one alone', () => {
    for (const accent of ['#ffcc00', '#00a3d9', '#ffffff', '#7f7f7f', '#002b5c']) {
      const { accent: ink, tint } = coloursOf(accent);
      const [on, text] = [tint, ink].map(({ red, green, blue }) => [red, green, blue] as const);
      expect(contrast(text!, on!), accent).to.be.at.least(4.5);
    }
    const { accent, pure } = coloursOf('#002b5c');
    expect(accent).to.deep.equal(pure);
    expect(contrast([0, 0, 0], [1, 1, 1])).to.be.closeTo(21, 0.001);
  });

  it('wrap at blanks, and cut long words at their joints', () => {
    const measure = (text: string): number => text.length;
    expect(wrap('one two three', 8, measure)).to.deep.equal(['one two', 'three']);
    expect(wrap('a https://example.org/page', 16, measure)).to.deep.equal(['a', 'https://example.', 'org/page']);
    expect(wrap('x'.repeat(25), 10, measure)).to.deep.equal(['x'.repeat(10), 'x'.repeat(10), 'x'.repeat(5)]);
    expect(wrap('', 10, measure)).to.deep.equal(['']);
  });

  it('have every word in both languages, and can draw it', () => {
    const words = (texts: object): string[] =>
      Object.values(texts).flatMap((value: unknown) =>
        typeof value === 'string' ? [value] : typeof value === 'object' && value ? words(value) : [],
      );
    expect(words(fr)).to.have.length(words(en).length);
    for (const text of [...words(fr), ...words(en)]) {
      expect(text).to.not.equal('');
      expect(uncovered(text), text).to.deep.equal([]);
    }
  });
});
