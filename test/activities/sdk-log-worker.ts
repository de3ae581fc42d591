import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { sdkLog } from '../../activities/sdk-log.ts';
import { makeLog } from '../../config/log.ts';

/** A worker of activities alone, as that of the documents is, with the log of ours. */
Runtime.install(sdkLog(makeLog('worker', 'debug')));
const address = process.argv[2];
if (address === undefined) throw new Error('Give the address of a Temporal server.');
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue: 'sdk-log',
  activities: { nothing: () => Promise.resolve() },
});
await worker.run();
