import { setInterval } from 'node:timers';
import { Context } from '@temporalio/activity';
import { NativeConnection } from '@temporalio/worker';
import { recordsActivities } from '../../activities/records.ts';
import { connect } from '../../db/connect.ts';
import { makeKey } from '../../db/crypto.ts';
import { makeKeys } from '../../db/keys.ts';
import { readRequest } from '../../db/records/outbox.ts';
import { madeUp } from './effects.ts';
import { startWorkers } from './ground.ts';
import { quietRuntime } from './workflow.ts';

/** Where a worker's process works, and how it dies. */
export interface WorkerProcess {
  readonly database: string;
  readonly address: string;
  readonly queue: string;
  /** The master key, in hex. */
  readonly master: string;
  /** Killed right after the first commit of an act of this type; or effects that never end. */
  readonly fault?: { readonly afterCommitOf: string } | 'effects-never-end';
}

// A process of its own, as in production: it can be killed without the test.
if (import.meta.main) await main(JSON.parse(process.argv[2] ?? '') as WorkerProcess);

async function main({ database, address, queue, master, fault }: WorkerProcess): Promise<void> {
  quietRuntime();
  const db = await connect(database);
  const keys = makeKeys(makeKey(Buffer.from(master, 'hex')));
  const real = recordsActivities(db, keys);
  await startWorkers({
    native: await NativeConnection.connect({ address }),
    db,
    keys,
    queue,
    records: {
      load: (reference) => real.load(reference),
      procedure: (hash) => real.procedure(hash),
      async commit(input) {
        const committed = await real.commit(input);
        const types = 'events' in input.decided ? input.decided.events.map(({ event }) => event.type) : [];
        if (typeof fault === 'object' && types.some((type) => type === fault.afterCommitOf))
          process.kill(process.pid, 'SIGKILL');
        return committed;
      },
    },
    effects: {
      async runEffect({ effect }) {
        if (fault !== 'effects-never-end') return madeUp((await readRequest(db, keys, effect))?.request);
        setInterval(() => {
          Context.current().heartbeat();
        }, 500);
        process.stdout.write(`effect ${effect}\n`);
        return new Promise(() => undefined);
      },
    },
  });
  process.stdout.write('working\n');
}
