import type { GroupResult, TestResult } from './result.ts';

const SLOWEST = 10;

/** One line about a group that ended, and below it what its tests saw. */
export function groupLine({ group, seconds, tests, notes = [] }: GroupResult): string {
  const { failed } = count(tests);
  const line = `${failed === 0 ? '✔' : '✘'} ${group.padEnd(14)} ${counts(tests)} (${seconds.toFixed(1)} s)`;
  return [line, ...notes.map((one) => `  ${one}`)].join('\n');
}

/** `N passed, N failed`, and how many were skipped if any were. */
export function counts(tests: readonly TestResult[]): string {
  const { passed, failed, skipped } = count(tests);
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

export function count(tests: readonly TestResult[]): { passed: number; failed: number; skipped: number } {
  const of = (outcome: TestResult['outcome']): number => tests.filter((test) => test.outcome === outcome).length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}

/** What is skipped, what failed in full, what is slow, what was left out; the counts are the last line. */
export function finalReport(results: readonly GroupResult[], leftOut: readonly string[]): string {
  const tests = results.flatMap((result) => result.tests);
  const failed = tests.filter((test) => test.outcome === 'failed');
  const skipped = tests.filter((test) => test.outcome === 'skipped');
  const slow = tests.toSorted((one, other) => other.milliseconds - one.milliseconds).slice(0, SLOWEST);
  const sections: string[] = [];
  failed.forEach((test, place) => {
    sections.push(
      `\n${place + 1}) ${test.title}${test.file === '' ? '' : `\n   ${test.file}`}\n${indented(test.message ?? '')}`,
    );
  });
  if (slow.length > 0) {
    const lines = slow.map((test) => `  ${(test.milliseconds / 1000).toFixed(1).padStart(6)} s  ${test.title}`);
    sections.push(`\nSlowest:\n${lines.join('\n')}`);
  }
  if (skipped.length > 0) sections.push(`\nSkipped:\n${skipped.map((test) => `  ${test.title}`).join('\n')}`);
  if (leftOut.length > 0) sections.push(`\nLeft out:\n${leftOut.map((line) => `  ${line}`).join('\n')}`);
  return [...sections, '', counts(tests)].join('\n');
}

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `   ${line}`)
    .join('\n');
