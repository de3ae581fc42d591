/** Exact fractions: in floats, bands that touch would seem to overlap. Always in lowest terms, the denominator positive. */
export interface Rational {
  readonly num: bigint;
  readonly den: bigint;
}

/** A fraction as it is kept in JSON: `25/3`, `40/1`. */
export type RationalText = string & { readonly __grades?: 'rational' };
/** A decimal number as people write it: `13`, `12.5`, `-0,25`; at most 12 digits before and 9 after the mark. */
export type DecimalText = string & { readonly __grades?: 'decimal' };

const DECIMAL = /^([+-])?(\d{1,12})(?:[.,](\d{1,9}))?$/;

/**
 * The fraction num/den.
 * @throws RangeError when the denominator is zero.
 */
export function rational(num: bigint, den = 1n): Rational {
  if (den === 0n) throw new RangeError('A fraction has no zero below.');
  const sign = den < 0n ? -1n : 1n;
  const by = sign * divisor(num < 0n ? -num : num, sign * den);
  return { num: num / by, den: den / by };
}

export const zero = rational(0n);
export const hundred = rational(100n);

export const add = (a: Rational, b: Rational): Rational => rational(a.num * b.den + b.num * a.den, a.den * b.den);
export const subtract = (a: Rational, b: Rational): Rational => rational(a.num * b.den - b.num * a.den, a.den * b.den);
export const multiply = (a: Rational, b: Rational): Rational => rational(a.num * b.num, a.den * b.den);
/** @throws RangeError when the second is zero. */
export const divide = (a: Rational, b: Rational): Rational => rational(a.num * b.den, a.den * b.num);

/** Negative, zero or positive as the first is smaller than, equal to, or larger than the second. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.num * b.den - b.num * a.den;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export const smaller = (a: Rational, b: Rational): Rational => (compare(a, b) <= 0 ? a : b);
export const larger = (a: Rational, b: Rational): Rational => (compare(a, b) >= 0 ? a : b);
export const distance = (a: Rational, b: Rational): Rational => {
  const { num, den } = subtract(a, b);
  return { num: num < 0n ? -num : num, den };
};

/** The number that a decimal text or a whole number means, or undefined when it means none. */
export function parseDecimal(text: DecimalText | number): Rational | undefined {
  const match = DECIMAL.exec(typeof text === 'number' ? String(text) : text.trim());
  if (match === null) return undefined;
  const [, sign, whole = '', after = ''] = match;
  const num = BigInt(whole + after);
  return rational(sign === '-' ? -num : num, 10n ** BigInt(after.length));
}

/** The fraction as text: `25/3`. */
export const written = ({ num, den }: Rational): RationalText => `${num.toString()}/${den.toString()}`;

/**
 * The fraction that a text like `25/3` means.
 * @throws RangeError when the text is not one.
 */
export function parseRational(text: RationalText): Rational {
  const match = /^(-?\d{1,400})\/(\d{1,400})$/.exec(text);
  if (match === null) throw new RangeError('A fraction is written like 25/3.');
  return rational(BigInt(match[1] ?? ''), BigInt(match[2] ?? ''));
}

/** For people to read: rounded to so many decimals (0 to 9), a half away from zero. `decimal(25/3, 2)` is `8.33`. */
export function decimal({ num, den }: Rational, places: number): DecimalText {
  const scaled = (num < 0n ? -num : num) * 10n ** BigInt(places);
  const rounded = (2n * scaled + den) / (2n * den);
  const digits = rounded.toString().padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return num < 0n && rounded > 0n ? `-${text}` : text;
}

function divisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
