import { appendFileSync } from 'node:fs';

/** A line about what a test saw, for people: the test run prints it below the group's own line. */
export function note(line: string): void {
  const file = process.env['TEST_NOTES'];
  if (file === undefined) process.stdout.write(`${line}\n`);
  else appendFileSync(file, `${line}\n`);
}
