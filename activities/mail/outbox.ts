import { randomUUID } from 'node:crypto';
import type { EffectId, InstitutionId, Reference } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time/civil.ts';
import { laterBy } from '../../domain/time/instants.ts';
import type { Db, Tx } from '../../db/connect.ts';
import { execute, select } from '../../db/sql.ts';
import type { Failure } from './failure.ts';

/**
 * The mails of the outbox, by status: `pending` (to be sent), `sent`, `settled` (handed on to its holders, or not
 * needed any more), `undelivered` (given up, the file not told yet), `failed` (given up, the file told). Whoever works on a
 * row holds a lease: `claimed_by` until `claimed_until`. A row whose lease is over is free again.
 */
export interface Claimed {
  readonly id: EffectId;
  readonly reference: Reference;
  readonly institution: InstitutionId;
  readonly status: 'pending' | 'undelivered';
  readonly body: Buffer;
  /** Tries that failed. */
  readonly tries: number;
  readonly due_at: Instant;
  readonly last_error: string | null;
  /** Only whoever knows it may settle the row. */
  readonly claim: string;
}

export const LEASE_SECONDS = 60;
const CANDIDATES = 5;

/**
 * Takes the row that has been due longest, if nobody else does at the same moment.
 * @param busy mobilities to leave alone: their mails go out one after the other
 * @returns null when nothing is due
 */
export async function claim(
  db: Db,
  status: Claimed['status'],
  now: Instant,
  busy: readonly Reference[],
): Promise<Claimed | null> {
  for (;;) {
    // Not a join: MariaDB may start one at `heads`, and read every file for each mail.
    const candidates = await select<Omit<Claimed, 'claim'>>(
      db,
      `SELECT o.id, o.reference, (SELECT h.institution FROM heads h WHERE h.reference = o.reference) AS institution,
         o.status, o.body, o.tries, o.due_at, o.last_error
       FROM outbox o
       WHERE o.channel = 'mail' AND o.status = ? AND o.due_at <= ? AND (o.claimed_until IS NULL OR o.claimed_until <= ?)
         AND o.reference NOT IN (?)
       ORDER BY o.due_at, o.id LIMIT ?`,
      [status, now, now, busy, CANDIDATES],
    );
    for (const row of candidates) {
      const claimed = { ...row, claim: randomUUID() };
      if (await take(db, claimed, now)) return claimed;
    }
    if (candidates.length === 0) return null;
  }
}

/** Compare and set: of two who saw the row free, one finds it so. */
async function take(db: Db, { id, status, claim: by }: Claimed, now: Instant): Promise<boolean> {
  const taken = await execute(
    db,
    `UPDATE outbox SET claimed_by = ?, claimed_until = ?
     WHERE id = ? AND status = ? AND due_at <= ? AND (claimed_until IS NULL OR claimed_until <= ?)`,
    [by, laterBy(now, LEASE_SECONDS), id, status, now, now],
  );
  return taken === 1;
}

/** What became of a claimed row. */
export type Settlement =
  | { readonly status: 'sent'; readonly at: Instant }
  | { readonly status: 'settled' }
  | { readonly status: 'pending'; readonly tries: number; readonly dueAt: Instant; readonly failure: Failure }
  | { readonly status: 'undelivered'; readonly tries: number; readonly dueAt: Instant; readonly failure: Failure }
  | { readonly status: 'failed' };

/**
 * Writes what became of a row and gives it free.
 * @returns false when the lease had passed to somebody else, or staff have settled the row: nothing was written then
 */
export async function settle(on: Db | Tx, row: Claimed, settlement: Settlement): Promise<boolean> {
  const { columns, values } = changes(settlement);
  const written = await execute(
    on,
    `UPDATE outbox SET ${columns}, claimed_by = NULL, claimed_until = NULL
     WHERE id = ? AND claimed_by = ? AND status = ?`,
    [...values, row.id, row.claim, row.status],
  );
  return written === 1;
}

/** Puts the report of a failed mail off. */
export const reportLater = (db: Db, row: Claimed, dueAt: Instant): Promise<number> =>
  execute(db, 'UPDATE outbox SET due_at = ?, claimed_by = NULL, claimed_until = NULL WHERE id = ? AND claimed_by = ?', [
    dueAt,
    row.id,
    row.claim,
  ]);

function changes(settlement: Settlement): { columns: string; values: (string | number)[] } {
  switch (settlement.status) {
    case 'sent':
      return { columns: "status = 'sent', last_error = NULL, sent_at = ?", values: [settlement.at] };
    case 'settled':
      return { columns: "status = 'settled'", values: [] };
    case 'failed':
      return { columns: "status = 'failed'", values: [] };
    case 'pending':
    case 'undelivered': {
      const { status, tries, dueAt, failure } = settlement;
      return {
        columns: 'status = ?, tries = ?, due_at = ?, last_error = ?',
        values: [status, tries, dueAt, written(failure)],
      };
    }
  }
}

const written = ({ code, message }: Failure): string => `${code}: ${message}`.slice(0, 1000);

/** The failure that a row was given up for. */
export function failureIn({ last_error: text }: Claimed): Failure {
  const [, code = 'mail-failed', message = text ?? ''] = /^([a-z-]+): (.*)$/s.exec(text ?? '') ?? [];
  return { code, message };
}
