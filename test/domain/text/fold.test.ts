import { expect } from 'chai';
import fc from 'fast-check';
import { fold } from '../../../domain/text/fold.ts';

describe('folded text', () => {
  it('forgets case, accents, spacing and the kind of apostrophe', () => {
    expect(fold('  Économie   de l’Énergie\n')).to.equal("economie de l'energie");
    expect(fold('ŁÓDŹ')).to.equal('lodz');
    expect(fold('Œuvre Straße ØRSTED Þór ﬁn')).to.equal('oeuvre strasse orsted thor fin');
    expect(fold('İstanbul ıssız')).to.equal('istanbul issiz');
  });

  it('is the same for one text composed and decomposed', () => {
    expect(fold('e\u0301te\u0301')).to.equal(fold('été'));
  });

  it('keeps letters of other scripts', () => {
    expect(fold('Αθήνα Київ 東京')).to.contain('αθηνα');
    expect(fold('東京')).to.equal('東京');
  });

  it('folded twice is folded once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(fold(text))).to.equal(fold(text));
      }),
    );
  });
});
