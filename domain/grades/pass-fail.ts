import type { Reason } from './reasons.ts';
import type { TableRef } from './table.ts';

/** Marks that only say passed or failed; they are outside every method and are carried over as they are. */
export interface PassFailMarks extends TableRef {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
}

export interface PassFailConversion {
  readonly converted: true;
  readonly grade: string;
  readonly method: 'pass-fail';
  readonly from: string;
  readonly passing: boolean;
}

/**
 * Carries a mark without a rank over: any mark that says passed becomes the reader's first one that does, and likewise
 * for failed.
 */
export function carryPassFail(
  grade: string,
  from: PassFailMarks,
  to: PassFailMarks,
): PassFailConversion | { readonly converted: false; readonly reason: Reason } {
  const mark = grade.trim();
  const passing = from.passed.includes(mark);
  const known = passing || from.failed.includes(mark);
  const label = (passing ? to.passed : to.failed)[0];
  const { id, version } = known ? to : from;
  return known && label !== undefined
    ? { converted: true, grade: label, method: 'pass-fail', from: mark, passing }
    : { converted: false, reason: { code: 'unknown-grade', grade, table: { id, version } } };
}
