import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../dev/problem.ts';
import { checks, runCheck } from './runner/check.ts';
import { CHECK, findGroups, needsServers } from './runner/groups.ts';
import type { Group } from './runner/groups.ts';
import { runMocha } from './runner/mocha.ts';
import { killAll } from './runner/processes.ts';
import { count, finalReport, groupLine } from './runner/report.ts';
import { failedGroup } from './runner/result.ts';
import type { GroupResult, TestResult } from './runner/result.ts';
import { startServers } from './runner/servers.ts';
import type { Servers } from './runner/servers.ts';
import { inLanes } from './support/lanes.ts';

const AT_ONCE = 2;
const GROUP_WITHIN_MS = { quick: 600_000, full: 3_600_000 } as const;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** `npm test [-- GROUP|FILE …]`: all tests; the last line is `N passed, N failed`. Gives the exit status. */
async function main(args: readonly string[]): Promise<number> {
  const root = join(import.meta.dirname, '..');
  const full = args.includes('--full');
  const names = args.filter((arg) => arg !== '--full');
  const { check, groups } = findGroups(root, names);
  const folder = await mkdtemp(join(tmpdir(), 'smile-test-'));
  const alone = groups.filter(({ name }) => !needsServers(name));
  const served = groups.filter(({ name }) => needsServers(name));
  const servers = served.length > 0 ? startServers(folder, say) : undefined;
  try {
    const results: GroupResult[] = [];
    const done = (result: GroupResult): void => {
      results.push(result);
      say(groupLine(result));
    };
    const run = async (group: Group, env: Servers['env']): Promise<void> => {
      const own = { ...process.env, ...env, ...(full ? { TEST_FULL: '1' } : {}) };
      const withinMs = full ? GROUP_WITHIN_MS.full : GROUP_WITHIN_MS.quick;
      try {
        done(await runMocha(group, { root, folder, env: own, withinMs }));
      } catch (error) {
        done(failedGroup(group.name, 0, messageOf(error)));
      }
    };
    const checked: TestResult[] = [];
    const jobs = [
      ...(check ? (await checks(root)).map((name) => async () => void checked.push(await runCheck(root, name))) : []),
      ...alone.map((group) => () => run(group, {})),
      ...served.map((group) => async () => run(group, (await servers)?.env ?? {})),
    ];
    await inLanes(jobs, AT_ONCE, (job) => job());
    if (check) {
      const seconds = checked.reduce((sum, one) => sum + one.milliseconds / 1000, 0);
      done({ group: CHECK, seconds, tests: checked });
    }
    const problems = (await servers)?.problems ?? [];
    for (const problem of problems) done(failedGroup('servers', 0, problem));
    const leftOut = [...((await servers)?.leftOut ?? [])];
    if (served.length > 0 && !existsSync(join(root, '..', 'shared', 'data'))) {
      leftOut.push("../shared/data is not there: tests on the Caen catalogue use the project's own small one");
    }
    say(finalReport(results, leftOut));
    const { passed, failed } = count(results.flatMap((result) => result.tests));
    return failed > 0 || passed === 0 ? 1 : 0;
  } finally {
    await (await servers)?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    killAll();
    // The servers end with this process.
    process.exit(130);
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
