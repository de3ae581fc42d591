import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Db } from '../db/connect.ts';
import { select } from '../db/sql.ts';
import type { InstitutionId, Reference } from '../domain/ids.ts';
import { systemCommand } from '../domain/mobility/system-command.ts';
import { laterBy } from '../domain/time/instants.ts';
import { VIEW_QUERY, workflowId, type View } from '../workflows/contract.ts';
import { send, startRun, type SendOptions } from '../workflows/send.ts';
import { codeOf, repeat, type Repeating } from './repeat.ts';
import { replaceBroken, type LeftAlone } from './runs/replace-broken.ts';
import { latestRun } from './runs/run.ts';

export interface CatchUpDeps {
  readonly db: Db;
  readonly client: Client;
  readonly log: Pick<Logger, 'warn'>;
  readonly now: () => Date;
  readonly options?: Pick<SendOptions, 'taskQueue'>;
}

const EVERY_MS = 5_000;
const AT_ONCE = 20;
/** What a run knows of is begun in a moment. */
const OVERDUE_SECONDS = 15;
/** A file that was looked at may have good reasons: an effect that waits for its next try, an incident. */
const LOOK_AGAIN_SECONDS = 300;
const WITHIN_MS = 10_000;

/**
 * Tells runs what the records know and they do not. When worker and Temporal's server are killed between a commit and
 * the end of its task, the command is gone with the server's memory; what was committed stands, and was answered, but
 * the run never hears of it: the effect that it asked for would not be done, its deadline would pass. Such files are
 * found by what stays undone in them.
 */
export function startCatchingUp(deps: CatchUpDeps): Repeating {
  const looked: Looked = { until: new Map(), last: '' };
  const replaced = new Map<Reference, LeftAlone>();
  const round = async (): Promise<void> => {
    await catchUp(deps, looked);
    await replaceBroken(deps, replaced);
  };
  return repeat(round, {
    everyMs: EVERY_MS,
    failed: (error) => {
      deps.log.warn({ code: codeOf(error) }, 'Runs are compared with the records again in a moment');
    },
  });
}

export interface Looked {
  /** Until when each file need not be looked at again. */
  readonly until: Map<Reference, string>;
  /** Where the next round goes on, so that many that stay overdue hide none. */
  last: Reference;
}

interface Overdue {
  readonly reference: Reference;
  readonly institution: InstitutionId;
  readonly rev: number;
}

/**
 * One round.
 * @param looked kept by this function from round to round
 * @returns how many runs were behind
 */
export async function catchUp(deps: CatchUpDeps, looked: Looked): Promise<number> {
  const now = deps.now().toISOString();
  for (const [reference, until] of looked.until) if (until <= now) looked.until.delete(reference);
  let behind = 0;
  const found = await overdue(deps.db, laterBy(now, -OVERDUE_SECONDS), looked);
  for (const file of found) {
    try {
      if (await told(deps, file, now)) behind += 1;
    } catch (error) {
      deps.log.warn({ reference: file.reference, code: codeOf(error) }, 'A run could not be compared with its records');
    }
    looked.until.set(file.reference, laterBy(now, LOOK_AGAIN_SECONDS));
  }
  looked.last = found.length < AT_ONCE ? '' : (found.at(-1)?.reference ?? '');
  return behind;
}

/** Files in which something should have happened by now. */
const overdue = (db: Db, before: string, { until, last }: Looked): Promise<Overdue[]> =>
  select<Overdue>(
    db,
    `SELECT h.reference, h.institution, h.rev FROM heads h JOIN (
       SELECT reference FROM outbox WHERE channel IN ('documents', 'partners', 'people') AND status = 'pending' AND due_at < ?
       UNION SELECT reference FROM mobilities WHERE next_due < ?) late ON late.reference = h.reference
     WHERE h.reference > ? AND h.reference NOT IN (?) ORDER BY h.reference LIMIT ?`,
    [before, before, last, [...until.keys()], AT_ONCE],
  );

/** Whether the run was behind, and heard of it. */
async function told({ client, log, options }: CatchUpDeps, file: Overdue, now: string): Promise<boolean> {
  const { reference, institution, rev } = file;
  const where = { reference, institution };
  if ((await latestRun(client, where))?.open !== true) await startRun(client, where, options);
  else {
    const handle = client.workflow.getHandle(workflowId(where));
    const known = await client.withDeadline(Date.now() + WITHIN_MS, () => handle.query<View>(VIEW_QUERY));
    if (known.rev >= rev) return false;
    const tick = systemCommand(institution, { type: 'tick' }, laterBy(now, (2 * WITHIN_MS) / 1000));
    // Its commit gives the missing events; whatever the answer is, the run knows them then.
    await send(client, where, tick, { ...options, timeoutMs: WITHIN_MS });
  }
  log.warn({ reference }, 'A crash had left a run behind its records; it goes on from them');
  return true;
}
