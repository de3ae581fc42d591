import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { Settings } from '../config/settings.ts';
import { send, TemporalUnreachable, TooMuchUnderWay } from '../workflows/send.ts';
import type { Send } from './routes/deps.ts';

/** Whoever asks whether we work is not kept waiting by a server that is away. */
const PROBE_MS = 500;
/** A busy server may take a moment; one that is away is told apart from it before anything is sent. */
const PROBE_BEFORE_ACT_MS = 1_500;
/** With no worker each act is waited for to the end: so many, and no more, wait at once in this process. */
const MOST_UNDER_WAY = 200;
const RESOURCE_EXHAUSTED = 8;

export interface Temporal {
  readonly send: Send;
  readonly answers: () => Promise<boolean>;
  close(): Promise<void>;
}

/** The way to Temporal. It is opened by the first use, so that everything can be read while Temporal is down. */
export function openTemporal({ address, namespace }: Settings['temporal'], dataConverter: DataConverter): Temporal {
  const connection = Connection.lazy({ address, connectTimeout: PROBE_MS, interceptors: [retrying()] });
  const client = new Client({ connection, namespace, dataConverter });
  const answersWithin = async (ms: number): Promise<boolean> => {
    try {
      await connection.withDeadline(Date.now() + ms, () => connection.workflowService.getSystemInfo({}));
      return true;
    } catch {
      return false;
    }
  };
  const sendOne: Send = async (where, command) => {
    // The client tries again until its patience ends, and then cannot say whether anything was sent: asking first,
    // somebody learns at once that nothing was, instead of waiting for an answer that nobody is going to give.
    if (!(await answersWithin(PROBE_BEFORE_ACT_MS)))
      throw new TemporalUnreachable('The Temporal server does not answer.');
    try {
      return await send(client, where, command);
    } catch (error) {
      // It went away with the command in its hands: nobody can say yet whether it took it.
      if (error instanceof TemporalUnreachable) return { kind: 'pending' };
      throw error;
    }
  };
  let underWay = 0;
  return {
    send: async (where, command) => {
      if (underWay >= MOST_UNDER_WAY) throw new TooMuchUnderWay(`${underWay} acts wait for their answers already.`);
      underWay += 1;
      try {
        return await sendOne(where, command);
      } finally {
        underWay -= 1;
      }
    },
    answers: () => answersWithin(PROBE_MS),
    close: () => connection.close(),
  };
}

const isFull = ({ code }: { readonly code: number }): boolean => code === RESOURCE_EXHAUSTED;

/** As the client does by itself, but for a server that is full: `send` waits for room, and knows for how long. */
function retrying(): ReturnType<typeof makeGrpcRetryInterceptor> {
  const usual = defaultGrpcRetryOptions();
  return makeGrpcRetryInterceptor({
    ...usual,
    retryableDecider: (attempt, status) => !isFull(status) && usual.retryableDecider(attempt, status),
  });
}
