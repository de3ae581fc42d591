import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { Settings } from '../config/settings.ts';
import { send } from '../workflows/send.ts';
import type { Send } from './routes/deps.ts';

const PROBE_MS = 1_000;
const PATIENCE_MS = 5_000;

export interface Temporal {
  readonly send: Send;
  readonly answers: () => Promise<boolean>;
  close(): Promise<void>;
}

/** The way to Temporal. It is opened by the first use, so that everything can be read while Temporal is down. */
export function openTemporal({ address, namespace }: Settings['temporal'], dataConverter: DataConverter): Temporal {
  const connection = Connection.lazy({ address, connectTimeout: PROBE_MS });
  const client = new Client({ connection, namespace, dataConverter });
  return {
    send: (where, command) => send(client, where, command, { timeoutMs: PATIENCE_MS }),
    answers: async () => {
      try {
        await connection.withDeadline(Date.now() + PROBE_MS, () => connection.workflowService.getSystemInfo({}));
        return true;
      } catch {
        return false;
      }
    },
    close: () => connection.close(),
  };
}
