import { bandsOf, sizeOf, type Band } from './distribution.ts';
import {
  add,
  compare,
  decimal,
  divide,
  larger,
  multiply,
  parseDecimal,
  rational,
  smaller,
  subtract,
  written,
  zero,
} from './rational.ts';
import type { Rational, RationalText } from './rational.ts';
import type { Reason, Side } from './reasons.ts';
import { nearestStep } from './rounding.ts';
import { bestFirst, gradeIn, refOf, type GradingTable, type TableRef } from './table.ts';

/**
 * Which of the grades in reach is taken. `max` the best, `min` the worst; the others are the meanings that "average"
 * has in practice, as the sources define none: the mean of best and worst, the mean weighted by overlap, the grade at
 * the middle of the band, the grade with the largest overlap (of equal ones the better).
 */
export type Method = 'max' | 'min' | 'mean' | 'overlap-weighted' | 'midpoint' | 'largest-overlap';

/** Fixed in advance by the institution, for all. */
export interface Policy {
  readonly method: Method;
  /** A table with fewer passing results than this is not used. */
  readonly minimum: number;
}

export interface BandView {
  readonly grade: string;
  readonly from: RationalText;
  readonly to: RationalText;
}

/** A grade read in another scale, with all that led to it; JSON as it is. */
export interface Conversion {
  readonly converted: true;
  readonly grade: string;
  readonly method: 'egracons';
  readonly policy: Policy;
  readonly from: TableRef & { readonly grade: string; readonly bands: readonly BandView[] };
  readonly to: TableRef & { readonly bands: readonly BandView[] };
  /** The grades in reach, best first: where the two bands overlap, and how much, in percent of all passing results. */
  readonly overlaps: readonly (BandView & { readonly width: RationalText })[];
  readonly best: string;
  readonly worst: string;
  /** The mean before it was rounded to a grade of the scale. */
  readonly unrounded?: RationalText;
}

export interface NotConverted {
  readonly converted: false;
  readonly reason: Reason;
}

/** What can be told about a grade from one table: its band and its neighbours. */
export interface Placed {
  readonly table: GradingTable;
  readonly band: Band;
  readonly bands: readonly Band[];
}

export interface Reader {
  readonly table: GradingTable;
  readonly bands: readonly Band[];
}

type Overlap = Band & { readonly width: Rational };

/**
 * Reads a passing grade of one table in the scale of another, by its place among the passing grades (EGRACONS; ECTS
 * Users' Guide 2015, "grade conversion"). Exact: no floats. Bands that only touch do not overlap.
 */
export function convert(
  grade: string,
  from: GradingTable,
  to: GradingTable,
  policy: Policy,
): Conversion | NotConverted {
  const placed = place(grade, from, policy);
  if (!('band' in placed)) return { converted: false, reason: placed };
  const reader = readerOf(to, policy);
  return 'bands' in reader ? between(placed, reader, policy) : { converted: false, reason: reader };
}

/** Finds a grade in the table of where it was given. */
export function place(grade: string, table: GradingTable, policy: Policy): Placed | Reason {
  const found = gradeIn(table.scale, grade);
  if (found === undefined) return { code: 'unknown-grade', grade, table: refOf(table) };
  if (!found.passing) return { code: 'not-passing', grade, table: refOf(table) };
  const bands = bandsOf(table);
  const few = tooFew('from', table, bands, policy);
  if (few !== undefined) return few;
  const band = bands.find((one) => one.grade === found);
  if (band === undefined) return { code: 'no-count', grade, table: refOf(table) };
  return { table, band, bands };
}

/** Whether a table can take in grades under a policy. */
export function readerOf(table: GradingTable, policy: Policy): Reader | Reason {
  const bands = bandsOf(table);
  const few = tooFew('to', table, bands, policy);
  if (few !== undefined) return few;
  if (isMean(policy.method) && stepsOf(table) === undefined) return { code: 'no-values', table: refOf(table) };
  return { table, bands };
}

/** Reads a grade that was placed in one table by another table. */
export function between(from: Placed, to: Reader, policy: Policy): Conversion | NotConverted {
  const overlaps = overlapsOf(from.band, to.bands);
  const [best] = overlaps;
  const worst = overlaps.at(-1);
  // Both sets of bands cover 0 to 100, so something is always in reach; an empty table was refused before.
  if (best === undefined || worst === undefined) return { converted: false, reason: { code: 'no-table', side: 'to' } };
  const mean = meanOf(policy.method, overlaps, best, worst);
  const steps = mean && stepsOf(to.table);
  const taken =
    mean && steps ? nearestStep(mean, steps).label : pick(policy.method, from.band, overlaps, best, worst).grade.label;
  return {
    converted: true,
    grade: taken,
    method: 'egracons',
    policy,
    from: { ...refOf(from.table), grade: from.band.grade.label, bands: from.bands.map(viewOf) },
    to: { ...refOf(to.table), bands: to.bands.map(viewOf) },
    overlaps: overlaps.map((one) => ({ ...viewOf(one), width: written(one.width) })),
    best: best.grade.label,
    worst: worst.grade.label,
    ...(mean === undefined ? {} : { unrounded: written(mean) }),
  };
}

function overlapsOf(band: Band, others: readonly Band[]): readonly Overlap[] {
  return others.flatMap((other) => {
    const from = larger(band.from, other.from);
    const to = smaller(band.to, other.to);
    return compare(from, to) < 0 ? [{ ...other, from, to, width: subtract(to, from) }] : [];
  });
}

function pick(method: Method, band: Band, overlaps: readonly Overlap[], best: Overlap, worst: Overlap): Overlap {
  switch (method) {
    case 'min':
      return worst;
    case 'midpoint': {
      const middle = divide(add(band.from, band.to), rational(2n));
      return overlaps.find(({ to }) => compare(middle, to) < 0) ?? worst;
    }
    case 'largest-overlap':
      return overlaps.reduce((widest, one) => (compare(one.width, widest.width) > 0 ? one : widest));
    default:
      return best;
  }
}

function meanOf(method: Method, overlaps: readonly Overlap[], best: Overlap, worst: Overlap): Rational | undefined {
  if (method === 'mean') return divide(add(valueOf(best), valueOf(worst)), rational(2n));
  if (method !== 'overlap-weighted') return undefined;
  const width = overlaps.reduce((sum, one) => add(sum, one.width), zero);
  return divide(
    overlaps.reduce((sum, one) => add(sum, multiply(valueOf(one), one.width)), zero),
    width,
  );
}

const isMean = (method: Method): boolean => method === 'mean' || method === 'overlap-weighted';

const valueOf = ({ grade }: Band): Rational => parseDecimal(grade.value ?? '') ?? zero;

interface Step {
  readonly label: string;
  readonly value: Rational;
}

/** The passing grades to round to, best first, when each has a number; also those that were never given. */
function stepsOf({ scale }: GradingTable): readonly [Step, ...Step[]] | undefined {
  const passing = bestFirst(scale).filter((grade) => grade.passing);
  const [first, ...rest] = passing.flatMap(({ label, value }): Step[] => {
    const number = parseDecimal(value ?? '');
    return number === undefined ? [] : [{ label, value: number }];
  });
  return first !== undefined && rest.length + 1 === passing.length ? [first, ...rest] : undefined;
}

function tooFew(side: Side, table: GradingTable, bands: readonly Band[], policy: Policy): Reason | undefined {
  const size = sizeOf(table, bands);
  const enough = bands.length > 0 && compare(size, parseDecimal(policy.minimum) ?? zero) >= 0;
  return enough
    ? undefined
    : {
        code: 'too-few',
        side,
        table: refOf(table),
        size: decimal(size, size.den === 1n ? 0 : 1),
        minimum: policy.minimum,
      };
}

const viewOf = ({ grade, from, to }: Band): BandView => ({ grade: grade.label, from: written(from), to: written(to) });
