import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';
import type { Runner, Test } from 'mocha';

/**
 * Writes each result to the file of the option `output` at once, one JSON object a line: of a process that crashes or
 * hangs it is then known what passed, and what was running.
 */
export default class LineReporter extends Mocha.reporters.Base {
  constructor(runner: Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const file = String((options.reporterOptions as { output?: unknown } | undefined)?.output);
    const write = (line: object): void => {
      appendFileSync(file, `${JSON.stringify(line)}\n`);
    };
    const about = (test: Test): object => ({
      title: test.fullTitle(),
      file: test.file,
      milliseconds: test.duration ?? 0,
    });
    const { EVENT_TEST_BEGIN, EVENT_HOOK_BEGIN, EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } =
      Mocha.Runner.constants;
    for (const event of [EVENT_TEST_BEGIN, EVENT_HOOK_BEGIN]) {
      runner.on(event, (test: Test) => {
        write({ event: 'running', title: test.fullTitle() });
      });
    }
    runner.on(EVENT_TEST_PASS, (test: Test) => {
      write({ event: 'passed', ...about(test) });
    });
    runner.on(EVENT_TEST_PENDING, (test: Test) => {
      write({ event: 'skipped', ...about(test) });
    });
    runner.on(EVENT_TEST_FAIL, (test: Test, error: Error) => {
      const { actual, expected, showDiff } = error as { actual?: unknown; expected?: unknown; showDiff?: boolean };
      const difference = showDiff === true ? Mocha.reporters.Base.generateDiff(textOf(actual), textOf(expected)) : '';
      write({ event: 'failed', ...about(test), message: `${inFull(error)}${difference}` });
    });
    runner.once(EVENT_RUN_END, () => {
      write({ event: 'end' });
    });
  }
}

/** With what caused it: fast-check tells there what went wrong. */
const inFull = (error: Error): string =>
  `${error.stack ?? error.message}${error.cause instanceof Error ? `\nCaused by: ${inFull(error.cause)}` : ''}`;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));
