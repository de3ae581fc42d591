import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { makeLog, type Log } from '../config/log.ts';
import { readSettings, SettingsError, type Settings } from '../config/settings.ts';
import { COMMITTING, connect } from '../db/connect.ts';
import { KeyUnavailable } from '../db/crypto.ts';
import { dataConverter } from '../db/data-converter.ts';
import { ErasedFileError } from '../db/erasure/tombstones.ts';
import { DatabaseError } from '../db/errors.ts';
import { makeKeys } from '../db/keys.ts';
import { assertMigrated } from '../db/migrate.ts';
import { openMasterKeys } from '../db/open-keys.ts';
import { applyErasures } from '../db/erasure/apply-erasures.ts';
import { cachedBundle } from '../workflows/cached-bundle.ts';
import { documentsQueue, MOBILITY_QUEUE } from '../workflows/contract.ts';
import { startCatchingUp } from './catch-up.ts';
import { folderStore } from './documents/folder-store.ts';
import { prepareStore } from './documents/prepare-store.ts';
import { startTidying } from './documents/tidy-incoming.ts';
import { effectActivities } from './effects/index.ts';
import { startMailer } from './mail/mailer.ts';
import { makeTransport } from './mail/transport.ts';
import { startWatchingRoles } from './nobody-holds/watch.ts';
import { recordsActivities } from './records.ts';
import { SealError } from './seal/error.ts';
import { loadOrMakeSealIdentity } from './seal/identity-files.ts';
import { startFinishing } from './erasures.ts';
import { startRenewing } from './renew-calendars.ts';
import { sdkLog } from './sdk-log.ts';
import { startSweep } from './sweep.ts';
import { reportUndelivered } from './undelivered.ts';

const RETRY_MS = 1_000;
/** Longer than any activity of ours, so that a deployment loses none. */
const GRACE = '30s';
const CACHED_WORKFLOWS = 500;

/** What the worker is put together from; a test may wrap some of it. */
export const parts = {
  connect,
  makeTransport,
  folderStore,
  recordsActivities,
  effectActivities,
  makeWorker: (options: WorkerOptions): Promise<Worker> => Worker.create(options),
};
export type Parts = typeof parts;

/** The worker's process: workflows, records, documents, mail. Runs until it is told to stop. */
async function main(env: NodeJS.ProcessEnv, by: Parts): Promise<void> {
  const settings = readSettings(env);
  const log = makeLog('worker', settings.logLevel);
  Runtime.install(sdkLog(log));
  const db = await by.connect(settings.databaseUrl, COMMITTING);
  await assertMigrated(db);
  const keys = makeKeys(await openMasterKeys(db, settings));
  await applyErasures({ db, keys, log, ...settings });
  const seal = await loadOrMakeSealIdentity(
    { key: settings.sealKeyFile, certificate: settings.sealCertFile },
    { mayCreate: settings.dev, institution: 'SMILE', at: new Date().toISOString() },
  );
  const now = (): Date => new Date();
  const documents = join(settings.data, 'documents');
  await prepareStore(db, documents, log);
  const store = by.folderStore(documents);

  const { native, connection } = await reach(settings, log);
  const converter = dataConverter(db, keys);
  const client = new Client({ connection, namespace: settings.temporal.namespace, dataConverter: converter });
  const transport = settings.smtpUrl === null ? null : by.makeTransport(settings.smtpUrl);
  const workers = await Promise.all([
    by.makeWorker({
      connection: native,
      namespace: settings.temporal.namespace,
      taskQueue: MOBILITY_QUEUE,
      dataConverter: converter,
      workflowBundle: await cachedBundle(join(settings.data, 'cache')),
      activities: { ...by.recordsActivities(db, keys) },
      maxCachedWorkflows: CACHED_WORKFLOWS,
      stickyQueueScheduleToStartTimeout: '1s',
      shutdownGraceTime: GRACE,
    }),
    by.makeWorker({
      connection: native,
      namespace: settings.temporal.namespace,
      dataConverter: converter,
      taskQueue: documentsQueue(MOBILITY_QUEUE),
      activities: {
        ...by.effectActivities({ ...settings, db, keys, seal, now, store }),
      },
      maxConcurrentActivityTaskExecutions: 4,
      shutdownGraceTime: GRACE,
    }),
  ]);
  const sweep = startSweep({ db, client, log, now });
  const catchingUp = startCatchingUp({ db, client, log, now });
  const finishing = startFinishing({ db, client, store, log, now });
  const tidying = startTidying({ root: documents, log, now });
  const renewing = startRenewing({ db, log, now });
  const watching = startWatchingRoles({ db, client, log, now });
  const mailer = startMailer({
    db,
    keys,
    settings,
    transport,
    now,
    log,
    onUndelivered: reportUndelivered(client),
  });
  log.info({}, 'working');
  // Temporal's runtime shuts workers down on SIGINT and SIGTERM; their runs end when nothing is in hand.
  await Promise.all(workers.map((worker) => worker.run()));
  await Promise.all([
    sweep.stop(),
    catchingUp.stop(),
    finishing.stop(),
    tidying.stop(),
    renewing.stop(),
    watching.stop(),
    mailer.stop(),
  ]);
  transport?.close();
  await connection.close();
  await native.close();
  await db.close();
}

/** Waits for the Temporal server, however long it is away. */
async function reach({ temporal }: Settings, log: Log): Promise<{ native: NativeConnection; connection: Connection }> {
  for (let tries = 0; ; tries += 1) {
    try {
      const { address } = temporal;
      return { native: await NativeConnection.connect({ address }), connection: await Connection.connect({ address }) };
    } catch (error) {
      if (tries % 30 === 0)
        log.warn({ err: error }, 'The Temporal server does not answer; it is asked again every second');
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** What somebody can mend is said in a sentence; anything else is a fault of ours and shown whole. */
function explain(error: unknown): string {
  if (
    error instanceof SettingsError ||
    error instanceof DatabaseError ||
    error instanceof KeyUnavailable ||
    error instanceof ErasedFileError ||
    error instanceof SealError
  )
    return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Runs the worker, and ends the process when it cannot start or go on. */
export async function run(env: NodeJS.ProcessEnv, by: Parts = parts): Promise<void> {
  try {
    await main(env, by);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
}

if (import.meta.main) await run(process.env);
