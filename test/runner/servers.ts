import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../dev/problem.ts';
import { findTimeSkippingServer } from '../../dev/temporal.ts';
import { startMariaDb } from '../support/mariadb.ts';
import { mariadbdPath } from '../support/mariadb-program.ts';
import { startTemporal } from '../support/temporal.ts';

export interface Servers {
  /** What the test processes need to know. */
  readonly env: Readonly<Record<string, string>>;
  /** What is left out, in words. */
  readonly leftOut: readonly string[];
  /** What should have been there. */
  readonly problems: readonly string[];
  stop(): Promise<void>;
}

type Part = { readonly env: Record<string, string>; readonly stop?: () => Promise<void> };

/** Starts what the tests share, all at once: MariaDB, Temporal, the time-skipping server's program, the workflow bundle. */
export async function startServers(folder: string, say: (line: string) => void): Promise<Servers> {
  const leftOut: string[] = [];
  const problems: string[] = [];
  const parts: [string, () => Promise<Part>][] = [
    ['Temporal', () => temporal(say)],
    [
      'the time-skipping server',
      async () => ({ env: { TEST_TIME_SKIPPING_SERVER: await findTimeSkippingServer(process.env, say) } }),
    ],
  ];
  if (mariadbdPath() !== null) parts.push(['MariaDB', mariadb]);
  else {
    const sentence =
      'no mariadbd is installed here, so no test runs on MariaDB (Debian: apt-get install mariadb-server)';
    (process.env['CI'] === 'true' ? problems : leftOut).push(sentence);
  }
  parts.push(['the workflow bundle', () => workflowBundle(folder)]);

  const started = await Promise.all(
    parts.map(async ([name, start]): Promise<Part> => {
      try {
        return await start();
      } catch (error) {
        problems.push(`${name}: ${messageOf(error)}`);
        return { env: {} };
      }
    }),
  );
  return {
    env: Object.assign({}, ...started.map(({ env }) => env)) as Record<string, string>,
    leftOut,
    problems,
    async stop() {
      await Promise.all(started.map(async ({ stop }) => stop?.()));
    },
  };
}

async function mariadb(): Promise<Part> {
  const { url, stop } = await startMariaDb();
  return { env: { TEST_MARIADB_URL: url }, stop };
}

async function temporal(say: (line: string) => void): Promise<Part> {
  const { address, stop } = await startTemporal(say);
  return { env: { TEST_TEMPORAL_ADDRESS: address }, stop };
}

/** Bundling takes seconds: once for all test processes. */
async function workflowBundle(folder: string): Promise<Part> {
  const { bundle } = await import('../../workflows/bundle.ts');
  const path = join(folder, 'workflows.js');
  await writeFile(path, (await bundle()).code);
  return { env: { TEST_WORKFLOW_BUNDLE: path } };
}
