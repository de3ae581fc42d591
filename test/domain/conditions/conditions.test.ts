import { expect } from 'chai';
import fc from 'fast-check';
import { checkCondition } from '../../../domain/conditions/check.ts';
import { evaluate } from '../../../domain/conditions/evaluate.ts';
import type { Values, Vocabulary } from '../../../domain/conditions/types.ts';

const vocabulary: Vocabulary = {
  home: { country: 'text', name: 'text' },
  stay: { start: 'day', days: 'number' },
  details: { level: { oneOf: ['bachelor', 'master'] }, age: 'number', disabled: 'yes-no', phone: 'text' },
};
const values: Values = {
  home: { country: 'PT', name: 'Porto' },
  stay: { start: '2026-09-01', days: 120 },
  details: { level: 'master', age: 22.5, disabled: false },
};
const asked = (expression: string): string => {
  const { result, unknown } = evaluate(expression, values);
  return unknown === true ? 'unknown' : String(result);
};
const codes = (expression: string): string[] => checkCondition(expression, vocabulary).map(({ code }) => code);

describe('a condition', () => {
  const answers: Record<string, string> = {
    "home.country == 'PT'": 'true',
    "home.country != 'PT'": 'false',
    "home.country in ['FR', 'PT']": 'true',
    'stay.days > 90': 'true',
    'stay.days == 120': 'true',
    'stay.days != 120': 'false',
    '120 == stay.days': 'true',
    'details.age >= 22': 'true',
    'details.age == 22.5 && stay.days + 1 == 121': 'true',
    "stay.start >= '2026-08-15'": 'true',
    'details.disabled': 'false',
    '!details.disabled': 'true',
    "home.name.startsWith('Por')": 'true',
    'size(home.name) == 5': 'true',
    "has(details.phone) ? details.phone == '1' : true": 'true',
  };
  for (const [expression, answer] of Object.entries(answers))
    it(`${expression} is ${answer}`, () => {
      expect(codes(expression)).to.deep.equal([]);
      expect(asked(expression)).to.equal(answer);
    });

  it('that needs what is not there does not hold, and says so; has() asks', () => {
    expect(asked("details.phone == '1'")).to.equal('unknown');
    expect(asked("!(details.phone == '1')")).to.equal('unknown');
    expect(asked('has(details.phone)')).to.equal('false');
    expect(asked("details.phone == '1' || home.country == 'PT'")).to.equal('true');
    expect(asked("details.phone == '1' && home.country == 'FR'")).to.equal('false');
  });

  it('tells what it looked at', () => {
    expect(evaluate("home.country == 'FR' || details.phone == '1'", values).inputs).to.deep.equal({
      'details.phone': null,
      'home.country': 'PT',
    });
  });

  it('finds no more than what somebody gave', () => {
    for (const name of ['constructor', 'toString'])
      expect(asked(`has(details.${name}) || has(${name}.name)`), name).to.equal('false');
    expect(asked('has(details.__proto__)')).to.equal('false');
  });

  const wrong: Record<string, string> = {
    "home.country = 'PT'": 'condition-syntax',
    "home.contry == 'PT'": 'condition-unknown-name',
    "nobody.here == 'PT'": 'condition-unknown-name',
    "country == 'PT'": 'condition-unknown-name',
    'home.country == 3': 'condition-type',
    'home.country': 'condition-not-yes-no',
    'stay.days && true': 'condition-type',
    "details.level == 'doctorate'": 'condition-never-true',
    "details.level in ['master', 'doctorate']": 'condition-never-true',
    '1 == 1': 'condition-constant',
    "home.name.matches('(a+)+b')": 'condition-forbidden',
    '[1, 2].all(x, x > 0)': 'condition-forbidden',
    "timestamp('2026-01-01T00:00:00Z') == timestamp('2026-01-01T00:00:00Z')": 'condition-forbidden',
    [`home.country == '${'x'.repeat(500)}'`]: 'condition-too-long',
  };
  for (const [expression, code] of Object.entries(wrong))
    it(`${expression.slice(0, 60)} is told: ${code}`, () => {
      const [fault] = checkCondition(expression, vocabulary);
      expect(fault?.code).to.equal(code);
      expect(`${fault?.message ?? ''} ${fault?.hint ?? ''}`).to.not.match(/undefined|overload/);
    });

  it('names what could have been meant', () => {
    const [fault] = checkCondition("home.contry == 'PT'", vocabulary);
    expect(fault).to.deep.include({ offset: 0 });
    expect(fault?.hint).to.include('home.country');
  });

  const expression = fc.oneof(
    fc.string({ maxLength: 600, unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          ...['home.country', 'details.level', 'stay.days', "'PT'", '30', '==', '!=', '&&', '||', '(', ')', '!', 'in'],
          ...['[', ']', ',', 'has', '.', '__proto__', '?', ':', '<', '+', 'true', '1e999', '-', '"\\ud800"'],
        ),
        { maxLength: 40 },
      )
      .map((words) => words.join(' ')),
    fc.constantFrom('('.repeat(10_000), '!'.repeat(499), 'a.'.repeat(249), 'x'.repeat(1_000_000), '-'.repeat(499)),
  );

  it('whatever it is, is checked and asked in no time, without an error', () => {
    fc.assert(
      fc.property(expression, (text) => {
        const before = performance.now();
        const faults = checkCondition(text, vocabulary);
        const first = evaluate(text, values);
        expect(performance.now() - before, text.slice(0, 100)).to.be.lessThan(200);
        expect(evaluate(text, values)).to.deep.equal(first);
        for (const { message, hint, offset } of faults) {
          expect(message).to.not.equal('');
          expect(hint).to.not.equal('');
          expect(offset).to.be.within(0, text.length);
        }
        // What the check lets pass is answered, when all is there.
        if (!faults.some((f) => f.severity === undefined) && !text.includes('phone'))
          expect(first.unknown).to.equal(undefined);
      }),
      { numRuns: 2_000, seed: 20261125 },
    );
  });
});
