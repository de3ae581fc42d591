import { Connection } from '@temporalio/client';
import { spawn } from 'node:child_process';
import { endChild } from '../../dev/process/keep.ts';
import { listens } from '../../dev/process/health.ts';
import { freePort } from '../../dev/ports.ts';
import { findTemporal, temporalArguments } from '../../dev/temporal.ts';

const START_MS = 30_000;

/** Starts a Temporal development server in memory. `address` is host:port. */
export async function startTemporal(
  say: (line: string) => void = () => undefined,
): Promise<{ address: string; stop: () => Promise<void> }> {
  const source = await findTemporal(process.env, say);
  if (source.kind === 'address') return { address: source.address, stop: () => Promise.resolve() };
  const port = await freePort();
  const child = spawn(source.path, temporalArguments(port), { stdio: 'ignore' });
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  const stop = async (): Promise<void> => {
    process.removeListener('exit', killNow);
    await endChild(child);
  };
  const end = Date.now() + START_MS;
  while (!(await listens(port)) || !(await answers(`127.0.0.1:${port}`))) {
    if (child.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error('The Temporal development server did not start.');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // Who forgets to stop it must not wait for it: it ends with this process.
  child.unref();
  return { address: `127.0.0.1:${port}`, stop };
}

/** A busy machine's server listens for a while before it is healthy. */
async function answers(address: string): Promise<boolean> {
  try {
    await (await Connection.connect({ address })).close();
    return true;
  } catch {
    return false;
  }
}

let own: Promise<{ address: string }> | undefined;

/** host:port of a Temporal development server for tests: that of the test run, or one for this process. */
export async function temporalAddress(): Promise<string> {
  const shared = process.env['TEST_TEMPORAL_ADDRESS'];
  if (shared !== undefined) return shared;
  return (await (own ??= startTemporal())).address;
}
