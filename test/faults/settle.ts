import { setTimeout as sleep } from 'node:timers/promises';
import { select } from '../../db/sql.ts';
import type { Evidence, Fault } from './verdict.ts';

/** Longer than the longest wait before an effect that failed is tried again. */
const PATIENCE_MS = 20 * 60_000;

/** Waits until no effect and no mail is under way; what stays so for too long is lost. */
export async function untilSettled({ db }: Evidence): Promise<Fault[]> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const left = await select<{ id: string; kind: string; status: string }>(
      db,
      "SELECT id, kind, status FROM outbox WHERE status NOT IN ('sent', 'settled') ORDER BY id",
    );
    if (left.length === 0) return [];
    if (Date.now() > until)
      return left.map(({ id, kind, status }) => ({ kind: 'lost', what: `${kind} ${id} stays ${status}` }));
    await sleep(200);
  }
}
