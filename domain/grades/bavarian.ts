import type { Reason } from './reasons.ts';
import {
  add,
  compare,
  decimal,
  divide,
  multiply,
  parseDecimal,
  rational,
  subtract,
  written,
  type DecimalText,
  type Rational,
  type RationalText,
} from './rational.ts';
import { nearestStep } from './rounding.ts';

/**
 * How the exact result becomes a German grade; universities differ, so it is policy.
 * - `one-decimal`: the nearest tenth, a half to the better.
 * - `nearest-step`: the nearest of 1.0 1.3 1.7 … 4.0, a half to the better (Universität zu Köln).
 * - `cut-then-better`: cut after one decimal, then the next better of 1.0 1.3 1.7 … 4.0 (Universität Passau).
 */
export type BavarianRounding = 'one-decimal' | 'nearest-step' | 'cut-then-better';

export interface BavarianScale {
  /** Nmax: the best grade there is. May be smaller than `pass`, where small is good. */
  readonly best: DecimalText;
  /** Nmin: the lowest passing grade. */
  readonly pass: DecimalText;
}

export interface BavarianConversion {
  readonly converted: true;
  readonly grade: DecimalText;
  readonly method: 'modified-bavarian';
  readonly from: BavarianScale & { readonly grade: DecimalText };
  readonly rounding: BavarianRounding;
  readonly unrounded: RationalText;
}

interface Step {
  readonly label: DecimalText;
  readonly value: Rational;
}

const step = (tenths: number): Step => {
  const value = rational(BigInt(tenths), 10n);
  return { label: decimal(value, 1), value };
};
const germanSteps: readonly [Step, ...Step[]] = [step(10), ...[13, 17, 20, 23, 27, 30, 33, 37, 40].map(step)];
const tenths: readonly [Step, ...Step[]] = [step(10), ...Array.from({ length: 30 }, (_, i) => step(i + 11))];

/**
 * The modified Bavarian formula, x = 1 + 3 (Nmax − Nd) / (Nmax − Nmin) (Kultusministerkonferenz), for passing grades.
 */
export function convertBavarian(
  grade: DecimalText,
  scale: BavarianScale,
  rounding: BavarianRounding,
): BavarianConversion | { readonly converted: false; readonly reason: Reason } {
  const given = parseDecimal(grade);
  const best = parseDecimal(scale.best);
  const pass = parseDecimal(scale.pass);
  if (best === undefined || pass === undefined || compare(best, pass) === 0)
    return { converted: false, reason: { code: 'broken-scale', best: scale.best, pass: scale.pass } };
  const one = rational(1n);
  const exact = given && add(one, multiply(rational(3n), divide(subtract(best, given), subtract(best, pass))));
  if (exact === undefined || compare(exact, one) < 0 || compare(exact, rational(4n)) > 0)
    return { converted: false, reason: { code: 'out-of-scale', grade, best: scale.best, pass: scale.pass } };
  return {
    converted: true,
    grade: roundGerman(exact, rounding),
    method: 'modified-bavarian',
    from: { best: scale.best, pass: scale.pass, grade },
    rounding,
    unrounded: written(exact),
  };
}

/** A result of the formula (1 to 4) as a German grade. */
export function roundGerman(exact: Rational, rounding: BavarianRounding): DecimalText {
  switch (rounding) {
    case 'one-decimal':
      return nearestStep(exact, tenths).label;
    case 'nearest-step':
      return nearestStep(exact, germanSteps).label;
    case 'cut-then-better': {
      const cut = rational((exact.num * 10n) / exact.den, 10n);
      return (germanSteps.findLast(({ value }) => compare(value, cut) <= 0) ?? germanSteps[0]).label;
    }
  }
}
