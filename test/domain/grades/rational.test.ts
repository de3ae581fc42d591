import { expect } from 'chai';
import fc from 'fast-check';
import {
  add,
  compare,
  decimal,
  divide,
  multiply,
  parseDecimal,
  parseRational,
  rational,
  subtract,
  written,
} from '../../../domain/grades/rational.ts';

const any = fc
  .tuple(fc.bigInt({ min: -1000n, max: 1000n }), fc.bigInt({ min: 1n, max: 1000n }))
  .map(([num, den]) => rational(num, den));

describe('exact fractions', () => {
  it('keeps lowest terms and a positive denominator', () => {
    expect(rational(6n, -4n)).to.deep.equal({ num: -3n, den: 2n });
    expect(rational(0n, -7n)).to.deep.equal({ num: 0n, den: 1n });
    expect(() => rational(1n, 0n)).to.throw(RangeError);
    expect(() => divide(rational(1n), rational(0n))).to.throw(RangeError);
  });

  it('keeps the laws of arithmetic', () => {
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        expect(multiply(a, add(b, c))).to.deep.equal(add(multiply(a, b), multiply(a, c)));
        expect(add(subtract(a, b), b)).to.deep.equal(a);
        expect(parseRational(written(a))).to.deep.equal(a);
        expect(compare(a, b)).to.equal(-compare(b, a) + 0);
        if (b.num !== 0n) expect(multiply(divide(a, b), b)).to.deep.equal(a);
      }),
    );
  });

  it('reads decimals as people write them, and nothing else', () => {
    expect(written(parseDecimal('12,50')!)).to.equal('25/2');
    expect(written(parseDecimal(' 12.5 ')!)).to.equal('25/2');
    expect(written(parseDecimal('-0.25')!)).to.equal('-1/4');
    expect(written(parseDecimal(17)!)).to.equal('17/1');
    for (const bad of ['', '.', '1.', '.5', '1e3', '1 000', 'NaN', '0x10', '１２', '1.2.3', '1'.repeat(13), '١'])
      expect(parseDecimal(bad), bad).to.equal(undefined);
    for (const bad of [NaN, Infinity, 1e21, 1e-9]) expect(parseDecimal(bad), String(bad)).to.equal(undefined);
    expect(() => parseRational('1/0')).to.throw(RangeError);
    expect(() => parseRational('0.5')).to.throw(RangeError, '25/3');
  });

  it('shows decimals rounded a half away from zero', () => {
    expect(decimal(rational(25n, 3n), 2)).to.equal('8.33');
    expect(decimal(rational(1n, 20n), 1)).to.equal('0.1');
    expect(decimal(rational(-1n, 20n), 1)).to.equal('-0.1');
    expect(decimal(rational(-1n, 100n), 1)).to.equal('0.0');
    expect(decimal(rational(5n, 2n), 0)).to.equal('3');
  });
});
