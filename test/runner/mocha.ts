import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import type { Group } from './groups.ts';
import { runProgram } from './processes.ts';
import type { Ended } from './processes.ts';
import { failedGroup } from './result.ts';
import type { GroupResult, TestResult } from './result.ts';

const line = z.discriminatedUnion('event', [
  z.object({ event: z.literal('running'), title: z.string() }),
  z.object({ event: z.literal('end') }),
  z.object({
    event: z.enum(['passed', 'failed', 'skipped']),
    title: z.string(),
    file: z.string().optional(),
    milliseconds: z.number(),
    message: z.string().optional(),
  }),
]);

export interface MochaOptions {
  readonly root: string;
  /** For the reports. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly withinMs: number;
}

/** Runs the files of a group in one mocha process. A process that crashes, hangs or runs nothing is a failure. */
export async function runMocha(group: Group, { root, folder, env, withinMs }: MochaOptions): Promise<GroupResult> {
  const output = join(folder, `${group.name}.jsonl`);
  const notes = join(folder, `${group.name}.notes`);
  const ended = await runProgram(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'),
      ...['--config', join(root, '.mocharc.json'), '--reporter', join(root, 'test', 'runner', 'reporter.ts')],
      ...['--reporter-option', `output=${output}`],
      ...group.files,
    ],
    {
      cwd: root,
      env: { ...env, TEST_NOTES: notes },
      withinMs,
      isDone: () => readLines(output).some(({ event }) => event === 'end'),
    },
  );
  const lines = readLines(output);
  const tests = lines.flatMap((one): TestResult[] => {
    if (one.event === 'running' || one.event === 'end') return [];
    const { event, title, file, milliseconds, message } = one;
    const base = { title, file: relative(root, file ?? ''), outcome: event, milliseconds };
    return [message === undefined ? base : { ...base, message }];
  });
  const wrong = whatIsWrong(ended, lines, tests);
  if (wrong !== undefined) tests.push(...failedGroup(group.name, 0, wrong).tests);
  return { group: group.name, seconds: ended.seconds, tests, notes: textLines(notes) };
}

const readLines = (file: string): z.infer<typeof line>[] => textLines(file).map((one) => line.parse(JSON.parse(one)));

function textLines(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return []; // The process has not written, or never got so far: `whatIsWrong` says so.
  }
  // What is after the last line feed is being written.
  return text.split('\n').slice(0, -1);
}

/** Beyond the tests that failed: what happened to the process, or undefined. */
function whatIsWrong(
  ended: Ended,
  lines: readonly z.infer<typeof line>[],
  tests: readonly TestResult[],
): string | undefined {
  const how = ended.signal === null ? `exit status ${ended.status ?? '?'}` : ended.signal;
  const last = lines.at(-1);
  if (last?.event !== 'end') {
    const where = last?.event === 'running' ? ` while running "${last.title}"` : '';
    return `The group ended before its last test (${how})${where}:\n${ended.output}`;
  }
  if (tests.length === 0) return 'No test ran.';
  if (ended.signal !== null)
    return 'The process did not end by itself within 15 s of its last test: something was left open.';
  const failures = tests.filter(({ outcome }) => outcome === 'failed').length;
  return ended.status === Math.min(failures, 255) ? undefined : `The process ended with ${how}:\n${ended.output}`;
}
