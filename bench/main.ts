import { messageOf } from '../dev/problem.ts';
import { figures, named } from './figures.ts';
import { asJson, asTable, type Result } from './report.ts';
import { openBench } from './system/bench.ts';
import { machine } from './system/machine.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * `npm run bench [-- NAME …] [-- --json]`: measures, and prints a table, or with --json that alone on stdout; what
 * goes on is told on stderr. The exit status is 1 when it could not be measured, not when a goal is missed.
 */
async function main(args: readonly string[]): Promise<void> {
  const json = args.includes('--json');
  const names = args.filter((arg) => arg !== '--json');
  if (names.includes('--help')) {
    say(`npm run bench [-- NAME …] [--json]\n${figures.map((f) => `  ${f.figure.padEnd(20)}${f.what}`).join('\n')}`);
    return;
  }
  const chosen = named(names);
  say(machine());
  const bench = openBench(say);
  const stop = (): void => {
    void bench.stop().finally(() => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  process.once('disconnect', stop);
  const results: Result[] = [];
  try {
    for (const figure of chosen) {
      const began = performance.now();
      say(`\n${figure.figure}: ${figure.what}.`);
      const measured = await figure.measure(bench);
      results.push({ figure, measured });
      for (const note of measured.notes) say(`  ${note}`);
      say(`  ${((performance.now() - began) / 1000).toFixed(0)} s, ${machine()}`);
    }
  } catch (error) {
    await bench.stop('keep logs');
    throw error;
  }
  await bench.stop();
  process.stdout.write(`${json ? asJson(results) : `\n${asTable(results)}`}\n`);
}

try {
  await main(process.argv.slice(2));
  process.exit(0);
} catch (error) {
  say(error instanceof RangeError ? error.message : error instanceof Error ? (error.stack ?? '') : messageOf(error));
  process.exit(1);
}
