import type { Problem } from '../domain/process/problem.ts';

/** Prints a result: as JSON alone, or in words. */
export function print(json: boolean, value: unknown, words: () => string): void {
  console.log(json ? JSON.stringify(value, null, 2) : words());
}

/** Problems as compilers print them, so that editors find the places. */
export const problemLines = (problems: readonly Problem[]): string[] =>
  problems.map(
    ({ severity, file, line, column, message, hint, code }) =>
      `${file}:${String(line)}:${String(column)}: ${severity}: ${message} ${hint} [${code}]`,
  );

/** `2 errors, 1 warning`. */
export function countsOf(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  return (
    [many(errors, 'error'), many(warnings, 'warning')].filter((part) => !part.startsWith('0 ')).join(', ') ||
    'no problems'
  );
}

export const many = (n: number, word: string): string => `${String(n)} ${word}${n === 1 ? '' : 's'}`;
