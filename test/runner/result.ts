/** One test that ran, or a step that counts as one. */
export interface TestResult {
  readonly title: string;
  /** Relative to the project; empty for what is no file. */
  readonly file: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly milliseconds: number;
  /** Of a failure: everything that helps. */
  readonly message?: string;
}

export interface GroupResult {
  readonly group: string;
  readonly seconds: number;
  readonly tests: readonly TestResult[];
  /** What its tests saw, in words: counts, figures. */
  readonly notes?: readonly string[];
}

/** A group that could not run, as the one failed test that it counts for. */
export const failedGroup = (group: string, seconds: number, message: string): GroupResult => ({
  group,
  seconds,
  tests: [{ title: group, file: '', outcome: 'failed', milliseconds: seconds * 1000, message }],
});
