import { rmSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import type { EffectActivities } from '../../activities/effects/contract.ts';
import { recordsActivities, type RecordsActivities } from '../../activities/records.ts';
import type { Db } from '../../db/connect.ts';
import { randomKey } from '../../db/crypto.ts';
import { dataConverter } from '../../db/data-converter.ts';
import { makeKeys, type Keys } from '../../db/keys.ts';
import { readHistory, readMobility } from '../../db/records/read.ts';
import type { Actor } from '../../domain/authority/actor.ts';
import { hashOf } from '../../domain/hash.ts';
import type { Act, Birth, Facts } from '../../domain/mobility/commands.ts';
import type { Recorded } from '../../domain/mobility/events.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import type { Procedure } from '../../domain/process/procedure.ts';
import { bundle } from '../../workflows/bundle.ts';
import { documentsQueue, workflowId } from '../../workflows/contract.ts';
import { send, type Sent } from '../../workflows/send.ts';
import { FOREVER, freshReference, unborn } from './records.ts';

let bundled: Promise<string> | undefined;

/** The workflows' code in a file, bundled once for the whole test run. */
export function testBundlePath(): Promise<string> {
  const given = process.env['TEST_WORKFLOW_BUNDLE'];
  return (bundled ??= given === undefined ? writeBundle() : Promise.resolve(given));
}

async function writeBundle(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'smile-bundle-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const path = join(folder, 'workflows.js');
  await writeFile(path, (await bundle()).code);
  return path;
}

/** The workflows' code, bundled once for the whole test run. */
export const testBundle = async (): Promise<WorkflowBundle> => ({
  code: await readFile(await testBundlePath(), 'utf8'),
});

let quiet = false;
/** Temporal's own log is not part of a test's output. */
export function quietRuntime(): void {
  if (!quiet && !process.env.LOUD)
    Runtime.install({
      logger: new DefaultLogger('ERROR', () => undefined),
      telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
    });
  quiet = true;
}

export interface Shell {
  readonly reference: string;
  readonly client: Client;
  readonly keys: Keys;
  send(actor: Actor, act: Act, facts?: Facts, id?: string): Promise<Sent>;
  accepted(actor: Actor, act: Act, facts?: Facts): Promise<void>;
  state(): Promise<Mobility>;
  history(): Promise<Recorded[]>;
  /** Waits until the state is as wanted. */
  until(wanted: (state: Mobility) => boolean, what: string): Promise<Mobility>;
  stop(): Promise<void>;
}

/** A mobility in the records and workers that run it, on a server that the caller has. */
export async function startShell(given: {
  db: Db;
  address: string;
  procedure: Procedure;
  birth: Birth;
  effects: EffectActivities;
  reference?: string;
  keys?: Keys;
  continueAfter?: number;
  records?: (real: RecordsActivities) => RecordsActivities;
}): Promise<Shell> {
  quietRuntime();
  const { db, procedure, birth } = given;
  const keys = given.keys ?? makeKeys(randomKey());
  const reference = given.reference ?? freshReference();
  await unborn(db, keys, reference, procedure, birth);

  const queue = `mobility-${reference}`;
  const connection = await NativeConnection.connect({ address: given.address });
  const real = recordsActivities(db, keys);
  const converter = dataConverter(db, keys);
  const common = {
    connection,
    namespace: 'default',
    dataConverter: converter,
    stickyQueueScheduleToStartTimeout: '1s',
  } as const;
  const workers = [
    await Worker.create({
      ...common,
      taskQueue: queue,
      workflowBundle: await testBundle(),
      activities: given.records?.(real) ?? real,
    }),
    await Worker.create({ ...common, taskQueue: documentsQueue(queue), activities: { ...given.effects } }),
  ];
  const runs = workers.map((worker) => worker.run());
  const clientConnection = await Connection.connect({ address: given.address });
  const client = new Client({ connection: clientConnection, dataConverter: converter });
  const where = {
    institution: 'caen',
    reference,
    ...(given.continueAfter === undefined ? {} : { continueAfter: given.continueAfter }),
  };

  const shell: Shell = {
    reference,
    client,
    keys,
    send: (actor, act, facts = {}, id = hashOf([reference, act, Math.random()])) =>
      send(
        client,
        where,
        { id, bodyHash: hashOf(act), actor, act, facts, notAfter: FOREVER },
        { taskQueue: queue, timeoutMs: 20_000 },
      ),
    async accepted(actor, act, facts) {
      const sent = await this.send(actor, act, facts);
      if (sent.kind !== 'done') throw new Error(`${act.type}: ${JSON.stringify(sent)}`);
    },
    async state() {
      const found = await readMobility(db, keys, reference);
      if (found?.state == null) throw new Error('not born yet');
      return found.state;
    },
    history: () => readHistory(db, keys, reference, { limit: 10_000 }),
    async until(wanted, what) {
      for (let tries = 0; tries < 400; tries += 1) {
        const found = await readMobility(db, keys, reference);
        if (found?.state != null && wanted(found.state)) return found.state;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error(`It did not come to: ${what}`);
    },
    async stop() {
      await client.workflow
        .getHandle(workflowId(where))
        .terminate()
        .catch(() => undefined);
      for (const worker of workers) worker.shutdown();
      await Promise.all(runs);
      await clientConnection.close();
      await connection.close();
    },
  };
  return shell;
}
