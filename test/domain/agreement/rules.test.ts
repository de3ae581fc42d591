import { expect } from 'chai';
import type { Component } from '../../../domain/agreement/content.ts';
import { broken, credits, totalsOf } from '../../../domain/agreement/rules.ts';

const component = (ects: number, unit?: string): Component => ({
  code: String(ects),
  title: 'x',
  term: 'S1',
  ects,
  ...(unit === undefined ? {} : { unit }),
});
const content = (...components: readonly Component[]) => ({
  mainUnit: 'sciences',
  language: 'fr',
  languageLevel: 'B2' as const,
  components,
  recognised: [],
  responsibleHome: { name: 'x', email: 'x@y.example' },
});

describe('the rules of an agreement', () => {
  it('add credits exactly, in hundredths', () => {
    expect(totalsOf(content(component(10, 'sciences'), component(20)))).to.deep.equal({ ects: 30, mainUnitShare: 33 });
    expect(totalsOf(content())).to.deep.equal({ ects: 0, mainUnitShare: 0 });
    expect(totalsOf(content(...Array.from({ length: 30 }, () => component(10, 'sciences'))))).to.deep.equal({
      ects: 300,
      mainUnitShare: 100,
    });
  });

  it('hold to the hundredth, on both sides', () => {
    const rules = { ects: { min: 2000, max: 3500 } };
    for (const [ects, fine] of [
      [1999, false],
      [2000, true],
      [3500, true],
      [3501, false],
    ] as const)
      expect(broken(rules, content(component(ects))).length === 0, String(ects)).to.equal(fine);
  });

  it('do not round the main faculty’s share up', () => {
    const rules = { mainUnitShare: 50 };
    expect(broken(rules, content(component(1499, 'sciences'), component(1501)))).to.have.length(1);
    expect(broken(rules, content(component(1500, 'sciences'), component(1500)))).to.deep.equal([]);
    expect(broken({ mainUnitShare: 0 }, content(component(1500)))).to.deep.equal([]);
  });

  it('ask for a course even where nothing else is asked, and say all that is wrong in both languages', () => {
    expect(broken({}, content())).to.have.length(1);
    const all = broken({ ects: { min: 2000, max: 3550 }, mainUnitShare: 50 }, content(component(750)));
    expect(all.map((t) => t['en'])).to.deep.equal([
      'The agreement has 7.5 ECTS; it needs 20 to 35.5.',
      '0 % of the credits are in the main faculty; at least 50 % must be.',
    ]);
    for (const text of all) expect(Object.keys(text)).to.have.members(['en', 'fr']);
    expect(credits(750)).to.equal('7.5');
  });
});
