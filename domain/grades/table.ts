import type { Text } from '../ids.ts';
import { compare, parseDecimal, zero, type DecimalText, type Rational } from './rational.ts';

/** One grade of a scale. */
export interface ScaleGrade {
  readonly label: string;
  /** The number behind the label, where there is one: the means need it. */
  readonly value?: DecimalText;
  readonly passing: boolean;
}

/** All grades of a scale in their order. Which end is the best one is said, never guessed: 1 is best in Germany. */
export interface Scale {
  readonly order: 'best-first' | 'worst-first';
  readonly grades: readonly ScaleGrade[];
}

/** How often each grade was given to a reference group (ECTS Users' Guide 2015, grading table). */
export interface GradingTable {
  readonly id: string;
  readonly title: Text;
  readonly version: string;
  readonly scale: Scale;
  /** Results by label; a label that is left out was never given. Percentages are taken as they are. */
  readonly counts: Readonly<Record<string, number | DecimalText>>;
  /** The number of passing results behind the counts, where these are percentages. */
  readonly size?: number;
}

/** Which table, in which version, for the record. */
export interface TableRef {
  readonly id: string;
  readonly version: string;
}

export const refOf = ({ id, version }: GradingTable): TableRef => ({ id, version });

/** The grades from the best to the worst. */
export const bestFirst = ({ order, grades }: Scale): readonly ScaleGrade[] =>
  order === 'best-first' ? grades : grades.toReversed();

/**
 * The grade that somebody wrote: by its label, else by its number, so that `13,5` and `13.50` are one.
 */
export function gradeIn(scale: Scale, text: string): ScaleGrade | undefined {
  const label = text.trim();
  const value = parseDecimal(label);
  return (
    scale.grades.find((grade) => grade.label === label) ??
    (value && scale.grades.find((grade) => equals(parseDecimal(grade.value ?? ''), value)))
  );
}

/** Something wrong in a table: where, as a path in it, and why. */
export interface TableFault {
  readonly place: string;
  readonly why: string;
}

const MOST_GRADES = 5000;
const LONGEST_LABEL = 64;

/** What is wrong in a table, before it is published; the conversion relies on there being nothing. */
export function faultsOf(table: GradingTable): readonly TableFault[] {
  const { grades } = table.scale;
  if (grades.length === 0 || grades.length > MOST_GRADES)
    return [{ place: 'scale/grades', why: `give 1 to ${MOST_GRADES} grades` }];
  const labels = new Set(grades.map(({ label }) => label));
  return [
    ...grades.flatMap((grade, i) => gradeFaults(grades, grade, i)),
    ...orderFaults(bestFirst(table.scale)),
    ...Object.entries(table.counts).flatMap(([label, count]) => countFaults(labels, label, count)),
    ...(table.size === undefined || (Number.isSafeInteger(table.size) && table.size >= 0)
      ? []
      : [{ place: 'size', why: 'a whole number of results is needed' }]),
  ];
}

function gradeFaults(grades: readonly ScaleGrade[], { label, value }: ScaleGrade, i: number): readonly TableFault[] {
  const place = `scale/grades/${i}`;
  return [
    ...(label === '' || label !== label.trim() || label.length > LONGEST_LABEL
      ? [{ place: `${place}/label`, why: `1 to ${LONGEST_LABEL} characters are needed, without spaces around` }]
      : []),
    ...(grades.findIndex((other) => other.label === label) < i
      ? [{ place: `${place}/label`, why: `“${label}” is there twice` }]
      : []),
    ...(value !== undefined && parseDecimal(value) === undefined
      ? [{ place: `${place}/value`, why: 'a decimal number like 12.5 is needed' }]
      : []),
  ];
}

function orderFaults(sorted: readonly ScaleGrade[]): readonly TableFault[] {
  const place = 'scale/grades';
  const passing = sorted.filter((grade) => grade.passing);
  const values = passing.flatMap(({ value }) => parseDecimal(value ?? '') ?? []);
  const steps = values.slice(1).map((value, i) => compare(values[i] ?? zero, value));
  return [
    ...(passing.length === 0 ? [{ place, why: 'no grade is passing' }] : []),
    ...(sorted.findLastIndex((grade) => grade.passing) >= passing.length
      ? [{ place, why: 'a failing grade stands between or before passing ones' }]
      : []),
    ...(steps.some((step) => step === 0 || step !== steps[0])
      ? [{ place, why: 'the values of the passing grades do not follow the order of the grades' }]
      : []),
  ];
}

function countFaults(labels: ReadonlySet<string>, label: string, count: number | DecimalText): readonly TableFault[] {
  const place = `counts/${label}`;
  const value = parseDecimal(count);
  return [
    ...(labels.has(label) ? [] : [{ place, why: 'the scale has no such grade' }]),
    ...(value === undefined || compare(value, zero) < 0 ? [{ place, why: 'a number from 0 on is needed' }] : []),
  ];
}

const equals = (a: Rational | undefined, b: Rational): boolean => a !== undefined && compare(a, b) === 0;
