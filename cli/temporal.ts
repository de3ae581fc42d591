import { Client, Connection, isGrpcServiceError, ServiceError } from '@temporalio/client';
import type { Settings } from '../config/settings.ts';
import type { Db } from '../db/connect.ts';
import { dataConverter } from '../db/data-converter.ts';
import type { Keys } from '../db/keys.ts';
import { TemporalUnreachable } from '../workflows/send.ts';
import { CliProblem } from './fail.ts';

const PROBE_MS = 3_000;
const UNAVAILABLE = 14;
const DEADLINE_EXCEEDED = 4;

/**
 * Does the work with the Temporal of the environment.
 * @returns undefined when it does not answer, before anything was done
 * @throws CliProblem `temporal-unreachable` when it stops answering meanwhile
 */
export async function withTemporal<T>(
  { temporal }: Settings,
  db: Db,
  keys: Keys,
  work: (client: Client) => Promise<T>,
): Promise<T | undefined> {
  const connection = Connection.lazy({ address: temporal.address, connectTimeout: PROBE_MS });
  try {
    if (!(await answers(connection))) return undefined;
    return await work(
      new Client({ connection, namespace: temporal.namespace, dataConverter: dataConverter(db, keys) }),
    );
  } catch (error) {
    throw isAway(error) ? unreachable(temporal.address) : error;
  } finally {
    await connection.close();
  }
}

/** What to say when Temporal is needed and away. */
export const unreachable = (address: string): CliProblem =>
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
