import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Db } from '../../db/connect.ts';
import type { InstitutionId, Reference } from '../../domain/ids.ts';
import type { RepairAct, SystemAct } from '../../domain/mobility/commands.ts';
import { systemCommand } from '../../domain/mobility/system-command.ts';
import { laterBy } from '../../domain/time/instants.ts';
import { send, type SendOptions } from '../../workflows/send.ts';
import { codeOf } from '../repeat.ts';

export interface NobodyHoldsDeps {
  readonly db: Db;
  readonly client: Client;
  readonly log: Pick<Logger, 'warn'>;
  readonly now: () => Date;
  readonly options?: Pick<SendOptions, 'taskQueue'>;
}

const WITHIN_MS = 10_000;

/**
 * Tells a file that something waits in it for nobody, or that it does so no more.
 * @returns whether the file knows it now, or is not there any more
 */
export async function tell(
  { client, log, now, options }: NobodyHoldsDeps,
  institution: InstitutionId,
  reference: Reference,
  act: Extract<SystemAct | RepairAct, { type: 'raise-incident' | 'resolve-incident' }>,
): Promise<boolean> {
  const notAfter = laterBy(now().toISOString(), (2 * WITHIN_MS) / 1000);
  try {
    const sent = await send(client, { institution, reference }, systemCommand(institution, act, notAfter), {
      ...options,
      timeoutMs: WITHIN_MS,
    });
    return sent.kind === 'done' || (sent.kind === 'refused' && KNOWN.has(sent.refusal.code));
  } catch (error) {
    // One that cannot be told must not hold up the others.
    log.warn({ reference, code: codeOf(error) }, 'A file could not be told that nobody holds a role');
    return false;
  }
}

/** It was told already, or is gone. */
const KNOWN: ReadonlySet<string> = new Set(['effect-settled', 'erased', 'not-found']);
