import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { folderStore } from '../activities/documents/folder-store.ts';
import { prepareStore } from '../activities/documents/prepare-store.ts';
import { makeLog } from '../config/log.ts';
import { readSettings, SettingsError } from '../config/settings.ts';
import { connect, SERVING } from '../db/connect.ts';
import { dataConverter } from '../db/data-converter.ts';
import { ErasedFileError } from '../db/erasure/tombstones.ts';
import { DatabaseError } from '../db/errors.ts';
import { KeyUnavailable } from '../db/crypto.ts';
import { makeKeys } from '../db/keys.ts';
import { assertMigrated } from '../db/migrate.ts';
import { openMasterKeys } from '../db/open-keys.ts';
import { applyErasures } from '../db/erasure/apply-erasures.ts';
import { titleBook } from '../db/queries/procedures.ts';
import { createApp } from './app.ts';
import { loginMailer } from './login-mail.ts';
import { simulations } from './simulation/in-thread.ts';
import { makeServer } from './server/server.ts';
import { openTemporal } from './temporal.ts';

const GRACE_MS = 10_000;

/** The process of the API and the pages: runs until it is told to stop. */
async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const settings = readSettings(env);
  const log = makeLog('api', settings.logLevel);
  const db = await connect(settings.databaseUrl, SERVING);
  await assertMigrated(db);
  const keys = makeKeys(await openMasterKeys(db, settings));
  await applyErasures({ db, keys, log, ...settings });
  const documents = join(settings.data, 'documents');
  await prepareStore(db, documents, log);
  const temporal = openTemporal(settings.temporal, dataConverter(db, keys));
  const app = createApp({
    settings,
    log,
    db,
    keys,
    store: folderStore(documents),
    titles: titleBook(db),
    send: temporal.send,
    temporalAnswers: temporal.answers,
    ...loginMailer(settings),
    now: () => new Date(),
    simulate: simulations(),
    mailsUrl: env['MAILS_URL'] ?? null,
  });
  const server = makeServer(app, settings.url);
  await listening(server, settings.port, settings.host);
  log.info({ address: addressOf(server) }, 'listening');
  stopOnSignal(async () => {
    await closed(server);
    await temporal.close();
    await db.close();
  });
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping: Promise<void> | undefined;
  const once = (): void => {
    stopping ??= stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, once);
  // Whoever started us with a channel is gone.
  process.on('disconnect', once);
}

const listening = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

/** Answers what is under way, takes nothing more, and waits no longer than it should. */
const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const late = setTimeout(() => {
      server.closeAllConnections();
    }, GRACE_MS);
    server.close(() => {
      clearTimeout(late);
      resolve();
    });
    server.closeIdleConnections();
  });

const addressOf = (server: Server): string => {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? `${address.address}:${address.port}` : (address ?? '');
};

/** What somebody can mend is said in a sentence; anything else is a fault of ours and shown whole. */
function explain(error: unknown): string {
  if (
    error instanceof SettingsError ||
    error instanceof DatabaseError ||
    error instanceof KeyUnavailable ||
    error instanceof ErasedFileError
  )
    return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return 'The port is taken by another program: set PORT to a free one.';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await main(process.env);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}
