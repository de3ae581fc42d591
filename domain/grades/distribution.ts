import { add, decimal, divide, hundred, multiply, parseDecimal, subtract, written, zero } from './rational.ts';
import type { DecimalText, Rational, RationalText } from './rational.ts';
import { bestFirst, type GradingTable, type ScaleGrade } from './table.ts';

/** The place of a passing grade among all passing results, in percent from the best: `from` included, `to` not. */
export interface Band {
  readonly grade: ScaleGrade;
  readonly count: Rational;
  readonly from: Rational;
  readonly to: Rational;
}

/**
 * The bands of the passing grades that were given at least once, best first, from 0 to 100 without a gap. Failing
 * grades are outside the method: partners' tables may carry them (EWP recommends it), so they are left out here.
 */
export function bandsOf(table: GradingTable): readonly Band[] {
  const given = bestFirst(table.scale).flatMap((grade) => {
    const count = countOf(table, grade);
    return grade.passing && count.num > 0n ? [{ grade, count }] : [];
  });
  const total = given.reduce((sum, { count }) => add(sum, count), zero);
  let before = zero;
  return given.map(({ grade, count }) => {
    const from = divide(multiply(hundred, before), total);
    before = add(before, count);
    return { grade, count, from, to: divide(multiply(hundred, before), total) };
  });
}

/** The number of passing results behind a table. */
export const sizeOf = (table: GradingTable, bands: readonly Band[]): Rational =>
  table.size === undefined
    ? bands.reduce((sum, { count }) => add(sum, count), zero)
    : (parseDecimal(table.size) ?? zero);

/** A row of the distribution as a transcript prints it (ECTS Users' Guide 2015, grading table). */
export interface DistributionRow {
  readonly grade: string;
  readonly count: RationalText;
  /** Share of the passing results, and of those as good or better, in percent. */
  readonly percent: RationalText;
  readonly cumulative: RationalText;
  /** The same with one decimal, for people. */
  readonly shown: { readonly percent: DecimalText; readonly cumulative: DecimalText };
}

/** The distribution of the passing grades, best first. */
export const distributionOf = (table: GradingTable): readonly DistributionRow[] =>
  bandsOf(table).map(({ grade, count, from, to }) => ({
    grade: grade.label,
    count: written(count),
    percent: written(subtract(to, from)),
    cumulative: written(to),
    shown: { percent: decimal(subtract(to, from), 1), cumulative: decimal(to, 1) },
  }));

function countOf(table: GradingTable, grade: ScaleGrade): Rational {
  const given = Object.hasOwn(table.counts, grade.label) ? table.counts[grade.label] : undefined;
  return (given === undefined ? undefined : parseDecimal(given)) ?? zero;
}
