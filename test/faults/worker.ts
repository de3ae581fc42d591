import { AsyncLocalStorage } from 'node:async_hooks';
import type { Transaction } from 'sequelize';
import type { Worker } from '@temporalio/worker';
import { parts, run, type Parts } from '../../activities/main.ts';
import type { Db } from '../../db/connect.ts';
import type { Committed } from '../../db/records/commit.ts';
import { openFaults } from './points.ts';

/**
 * The worker's process with places to die at: the parts of `activities/main.ts`, some of them wrapped. What dies is
 * the real thing, at a known moment.
 */
const faults = openFaults(process.env['FAULTS'] ?? '');

interface Place {
  readonly reference: string;
  readonly place: string;
}
const committing = new AsyncLocalStorage<Place>();
const doing = new AsyncLocalStorage<Place>();
/** Commits that a workflow task was told of and Temporal was not. */
let untold: Place | undefined;

const isCommitted = (result: unknown): boolean =>
  typeof result === 'object' && result !== null && 'status' in result && result.status === 'committed';

/** Dies when all is written and nothing is committed. */
function dyingBeforeCommit(db: Db): Db {
  const { sequelize } = db;
  const real = sequelize.transaction.bind(sequelize);
  const transaction = <T>(work: (transaction: Transaction) => PromiseLike<T>): Promise<T> =>
    real(async (tx) => {
      const result = await work(tx);
      const at = committing.getStore();
      if (at !== undefined && isCommitted(result)) faults.reach('before-commit', at.reference, at.place);
      return result;
    });
  Object.assign(sequelize, { transaction });
  return db;
}

/** Dies when the workflow has heard of a commit, and is about to tell Temporal what it did. */
function dyingBeforeCompletion(worker: Worker): Worker {
  const native: unknown = Reflect.get(worker, 'nativeWorker');
  if (typeof native !== 'object' || native === null) throw new TypeError('The SDK keeps its native worker elsewhere.');
  const real: unknown = Reflect.get(native, 'completeWorkflowActivation');
  if (typeof real !== 'function') throw new TypeError('The SDK completes activations in another way.');
  Reflect.set(native, 'completeWorkflowActivation', (...given: unknown[]): unknown => {
    const at = untold;
    untold = undefined;
    if (at !== undefined) faults.reach('before-completion', at.reference, at.place);
    const completed: unknown = Reflect.apply(real, native, given);
    return completed;
  });
  return worker;
}

const wrapped: Parts = {
  ...parts,
  connect: async (url, patience) => dyingBeforeCommit(await parts.connect(url, patience)),
  makeWorker: async (options) => dyingBeforeCompletion(await parts.makeWorker(options)),
  recordsActivities(db, keys) {
    const real = parts.recordsActivities(db, keys);
    return {
      load: (reference) => real.load(reference),
      procedure: (hash) => real.procedure(hash),
      async commit(input) {
        const { reference, expected } = input;
        const at = { reference, place: `${reference}/${String(expected.rev)}` };
        const committed: Committed = await committing.run(at, () => real.commit(input));
        if (committed.status === 'committed') faults.reach('after-commit', reference, at.place);
        if (committed.status === 'committed' || committed.status === 'ahead') untold = at;
        return committed;
      },
    };
  },
  effectActivities(deps) {
    const real = parts.effectActivities(deps);
    return {
      async runEffect(asked) {
        const { reference, effect } = asked;
        const result = await doing.run({ reference, place: effect }, () => real.runEffect(asked));
        faults.reach('after-effect', reference, effect);
        return result;
      },
    };
  },
  folderStore(root) {
    const real = parts.folderStore(root);
    return {
      ...real,
      async put(...given) {
        const stored = await real.put(...given);
        const at = doing.getStore();
        if (at !== undefined) faults.reach('after-store', at.reference, at.place);
        return stored;
      },
    };
  },
  makeTransport(url) {
    const real = parts.makeTransport(url);
    return {
      close: () => {
        real.close();
      },
      async sendMail(message) {
        const reference = /^<([^.]+)\./.exec(message.messageId)?.[1] ?? '';
        faults.reach('before-smtp', reference, message.messageId);
        const sent = await real.sendMail(message);
        faults.reach('after-smtp', reference, message.messageId);
        return sent;
      },
    };
  },
};

await run(process.env, wrapped);
