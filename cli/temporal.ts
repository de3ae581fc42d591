import { Client, Connection, isGrpcServiceError, ServiceError } from '@temporalio/client';
import type { Settings } from '../config/settings.ts';
import type { Db } from '../db/connect.ts';
import { dataConverter } from '../db/data-converter.ts';
import type { Keys } from '../db/keys.ts';
import { TemporalUnreachable } from '../workflows/send.ts';
import { CliProblem } from './fail.ts';
import { notRunning, temporalAddress } from './temporal-address.ts';

const PROBE_MS = 3_000;
const UNAVAILABLE = 14;
const DEADLINE_EXCEEDED = 4;

/** Why nothing was done with Temporal: the embedded default does not run, or its Temporal does not answer. */
export type Away = 'not-running' | 'unreachable';

/**
 * Does the work with the Temporal of these records.
 * @returns why not, when nothing was done
 * @throws CliProblem `temporal-unreachable` when it stops answering meanwhile
 */
export async function withTemporal<T>(
  settings: Settings,
  db: Db,
  keys: Keys,
  work: (client: Client) => Promise<T>,
): Promise<{ readonly done: T } | { readonly away: Away; readonly problem: CliProblem }> {
  const address = await temporalAddress(settings);
  if (address === undefined) return { away: 'not-running', problem: notRunning(settings.data) };
  const connection = Connection.lazy({ address, connectTimeout: PROBE_MS });
  try {
    if (!(await answers(connection))) return { away: 'unreachable', problem: unreachable(address) };
    const { namespace } = settings.temporal;
    return { done: await work(new Client({ connection, namespace, dataConverter: dataConverter(db, keys) })) };
  } catch (error) {
    throw isAway(error) ? unreachable(address) : error;
  } finally {
    await connection.close();
  }
}

const unreachable = (address: string): CliProblem =>
  new CliProblem(
    'temporal-unreachable',
    `Temporal does not answer at ${address}: start it, or correct TEMPORAL_ADDRESS, then run this again.`,
  );

const answers = async (connection: Connection): Promise<boolean> =>
  connection
    .withDeadline(Date.now() + PROBE_MS, () => connection.workflowService.getSystemInfo({}))
    .then(
      () => true,
      () => false,
    );

function isAway(error: unknown): boolean {
  if (error instanceof TemporalUnreachable) return true;
  const cause = error instanceof ServiceError ? error.cause : error;
  const code: number | undefined = isGrpcServiceError(cause) ? cause.code : undefined;
  return code === UNAVAILABLE || code === DEADLINE_EXCEEDED;
}
