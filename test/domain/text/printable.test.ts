import { expect } from 'chai';
import { isPrintable } from '../../../domain/text/printable.ts';

describe('what documents can print', () => {
  it('are names in Latin, Greek, Cyrillic, Armenian and Georgian letters', () => {
    for (const name of [
      'Zoë Müller',
      "O'Neill-Łukasz",
      'Γιώργος',
      'Ольга',
      'Արամ',
      'გიორგი',
      'Nguyễn',
      'C# and 2 × 3 % – “a”',
      '',
    ])
      expect(isPrintable(name), name).to.equal(true);
  });

  it('are not pictures, other scripts, or what cannot be seen', () => {
    for (const name of ['伟 王', 'علي', 'אבי', '😀', 'a\r\nBcc: x', 'a\u0000', 'a\u202Eb', 'a\u200Bb', '\ud800', '漢'])
      expect(isPrintable(name), JSON.stringify(name)).to.equal(false);
  });
});
