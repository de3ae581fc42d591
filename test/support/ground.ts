import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker, type WorkflowBundle } from '@temporalio/worker';
import { recordsActivities, type RecordsActivities } from '../../activities/records.ts';
import type { EffectActivities } from '../../activities/effects/contract.ts';
import type { Db } from '../../db/connect.ts';
import { randomKey, type Key } from '../../db/crypto.ts';
import { dataConverter } from '../../db/data-converter.ts';
import { makeKeys, type Keys } from '../../db/keys.ts';
import type { Commit, Committed } from '../../db/records/commit.ts';
import { readRequest } from '../../db/records/outbox.ts';
import type { Reference } from '../../domain/ids.ts';
import type { EffectResult } from '../../domain/mobility/effects.ts';
import { documentsQueue, MOBILITY_QUEUE } from '../../workflows/contract.ts';
import { madeUp } from './effects.ts';
import { freshReference } from './records.ts';
import { quietRuntime, testBundle } from './workflow.ts';

/** What a test does to the neighbours of one mobility. */
export interface Tampering {
  /** Instead of the commit; `real` does it. */
  readonly commit?: (real: () => Promise<Committed>, input: Commit) => Promise<Committed>;
  /** Instead of the made-up answer of the outside; `real` gives that. */
  readonly effect?: (real: () => Promise<EffectResult>, effect: string) => Promise<EffectResult>;
}

export interface Workers {
  stop(): Promise<void>;
}

/** A task queue with workers on a Temporal server, and records: what any number of mobilities live on. */
export interface Ground {
  readonly db: Db;
  readonly master: Key;
  readonly keys: Keys;
  readonly client: Client;
  readonly address: string;
  readonly queue: string;
  /** By mobility; all of these workers go by it. */
  readonly tampered: Map<Reference, Tampering>;
  /** One worker for workflows and records, one for effects; with today's code unless another is given. */
  startWorkers(workflowBundle?: WorkflowBundle): Promise<Workers>;
  /** Stops what runs. */
  stop(): Promise<void>;
}

/** Opens a ground without workers on it; with the keys and the queue of another one, on the same records. */
export async function openGround(given: {
  db: Db;
  address: string;
  like?: Pick<Ground, 'master' | 'keys' | 'queue'>;
}): Promise<Ground> {
  quietRuntime();
  const { db, address } = given;
  const master = given.like?.master ?? randomKey();
  const keys = given.like?.keys ?? makeKeys(master);
  const native = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, dataConverter: dataConverter(db, keys) });
  const queue = given.like?.queue ?? `${MOBILITY_QUEUE}-${freshReference()}`;
  const tampered = new Map<Reference, Tampering>();
  const activities = tamperedActivities({ db, keys, tampered });
  const running = new Set<Workers>();
  return {
    db,
    master,
    keys,
    client,
    address,
    queue,
    tampered,
    async startWorkers(workflowBundle) {
      const started = await startWorkers({ native, db, keys, queue, ...activities }, workflowBundle);
      const workers: Workers = {
        stop: () => {
          running.delete(workers);
          return started.stop();
        },
      };
      running.add(workers);
      return workers;
    },
    async stop() {
      await Promise.all([...running].map((workers) => workers.stop()));
      await connection.close();
      await native.close();
    },
  };
}

interface Activities {
  readonly records: RecordsActivities;
  readonly effects: EffectActivities;
}

/** The real records and made-up effects, unless a test says otherwise for a mobility. */
function tamperedActivities({ db, keys, tampered }: Pick<Ground, 'db' | 'keys' | 'tampered'>): Activities {
  const real = recordsActivities(db, keys);
  const answered = async (effect: string): Promise<EffectResult> =>
    madeUp((await readRequest(db, keys, effect))?.request);
  return {
    records: {
      load: (reference) => real.load(reference),
      procedure: (hash) => real.procedure(hash),
      commit: (input) => {
        const commit = (): Promise<Committed> => real.commit(input);
        return tampered.get(input.reference)?.commit?.(commit, input) ?? commit();
      },
    },
    effects: {
      runEffect: ({ reference, effect }) => {
        const answer = (): Promise<EffectResult> => answered(effect);
        return tampered.get(reference)?.effect?.(answer, effect) ?? answer();
      },
    },
  };
}

/** Starts the two workers of a queue. */
export async function startWorkers(
  given: { native: NativeConnection; db: Db; keys: Keys; queue: string } & Activities,
  workflowBundle?: WorkflowBundle,
): Promise<Workers> {
  const { native, db, keys, queue, records, effects } = given;
  const common = { connection: native, namespace: 'default', dataConverter: dataConverter(db, keys) };
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: queue,
      workflowBundle: workflowBundle ?? (await testBundle()),
      activities: { ...records },
      stickyQueueScheduleToStartTimeout: '1s',
    }),
    Worker.create({ ...common, taskQueue: documentsQueue(queue), activities: { ...effects } }),
  ]);
  const runs = workers.map((worker) => worker.run());
  return {
    async stop() {
      // One that ended by itself failed, and its run says why.
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.all(runs);
    },
  };
}
