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
  /** Whose it is, a hash, once the mailer has decided when it goes; null before, and for mails that are never gathered. */
  readonly reader: string | null;
  /** 1: it goes with others in one mail (decision 0026). */
  readonly gathered: number | null;
  /** Only whoever knows it may settle the row. */
  readonly claim: string;
}

const LEASE_SECONDS = 60;
const CANDIDATES = 20;

export interface Wanted {
  /** So many rows at most, each of another mobility: their mails go out one after the other. */
  readonly most: number;
  /** Mobilities to leave alone. */
  readonly busy: readonly Reference[];
  /** Whether one of them may be a mail that was given up, for the file to be told. */
  readonly report: boolean;
}

/** Takes the rows that have been due longest, but for those that somebody else takes at the same moment. */
export async function claim(db: Db, now: Instant, wanted: Wanted): Promise<Claimed[]> {
  for (;;) {
    const chosen = await choose(db, now, wanted);
    const claimed = [...(await take(db, 'undelivered', chosen, now)), ...(await take(db, 'pending', chosen, now))];
    if (claimed.length > 0 || chosen.length === 0) return claimed;
  }
}

type Candidate = Omit<Claimed, 'claim'>;

/** The first row of each mobility; one that has more due than we look at must not hide the others. */
async function choose(db: Db, now: Instant, { most, busy, report }: Wanted): Promise<Candidate[]> {
  const chosen = new Map<Reference, Candidate>();
  for (;;) {
    const rows = await candidates(db, now, {
      busy: [...busy, ...chosen.keys()],
      report: report && chosen.size === 0,
    });
    for (const row of rows) if (chosen.size < most && !chosen.has(row.reference)) chosen.set(row.reference, row);
    if (chosen.size === most || rows.length < CANDIDATES) return [...chosen.values()];
  }
}

const DUE = 'o.due_at <= ? AND (o.claimed_until IS NULL OR o.claimed_until <= ?)';

function candidates(db: Db, now: Instant, { busy, report }: Omit<Wanted, 'most'>): Promise<Candidate[]> {
  // Not a join: MariaDB may start one at `heads`, and read every file for each mail.
  const rows = (status: Claimed['status'], limit: number, and = ''): string =>
    `SELECT * FROM (SELECT o.id, o.reference,
         (SELECT h.institution FROM heads h WHERE h.reference = o.reference) AS institution,
         o.status, o.body, o.tries, o.due_at, o.last_error, o.reader, o.gathered
       FROM outbox o WHERE o.channel = 'mail' AND o.status = '${status}' AND ${DUE} ${and}
       ORDER BY o.due_at, o.id LIMIT ${String(limit)}) ${status}`;
  const mails = rows('pending', CANDIDATES, 'AND o.reference NOT IN (?)');
  return report
    ? select(db, `${rows('undelivered', 1)} UNION ALL ${mails}`, [now, now, now, now, busy])
    : select(db, mails, [now, now, busy]);
}

/** Compare and set: of two who saw a row free, one finds it so. */
async function take(db: Db, status: Claimed['status'], of: readonly Candidate[], now: Instant): Promise<Claimed[]> {
  const claim = randomUUID();
  const rows = of.filter((row) => row.status === status).map((row) => ({ ...row, claim }));
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const taken = await execute(
    db,
    `UPDATE outbox SET claimed_by = ?, claimed_until = ?
     WHERE id IN (?) AND status = ? AND due_at <= ? AND (claimed_until IS NULL OR claimed_until <= ?)`,
    [claim, laterBy(now, LEASE_SECONDS), ids, status, now, now],
  );
  if (taken === rows.length) return rows;
  const ours = await select<{ id: EffectId }>(db, 'SELECT id FROM outbox WHERE claimed_by = ? AND id IN (?)', [
    claim,
    ids,
  ]);
  return rows.filter((row) => ours.some(({ id }) => id === row.id));
}

/** What became of a claimed row. */
export type Settlement =
  | { readonly status: 'sent'; readonly at: Instant }
  | { readonly status: 'settled' }
  | { readonly status: 'pending'; readonly tries: number; readonly dueAt: Instant; readonly failure: Failure }
  /** Not tried: it waits. */
  | { readonly status: 'later'; readonly dueAt: Instant }
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

/** So many ids in one statement. */
const AT_ONCE = 500;

/**
 * As `settle`, for rows that were claimed together and became the same.
 * @returns how many of them it was written for
 */
export async function settleAll(
  on: Db | Tx,
  claim: string,
  ids: readonly EffectId[],
  settlement: Settlement,
): Promise<number> {
  const { columns, values } = changes(settlement);
  let written = 0;
  for (let from = 0; from < ids.length; from += AT_ONCE)
    written += await execute(
      on,
      `UPDATE outbox SET ${columns}, claimed_by = NULL, claimed_until = NULL
       WHERE id IN (?) AND claimed_by = ? AND status = 'pending'`,
      [...values, ids.slice(from, from + AT_ONCE), claim],
    );
  return written;
}

/** Gives a row free until later: a mail to be sent, or the report of one that failed. */
export const putOff = (db: Db, row: Claimed, dueAt: Instant): Promise<number> =>
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
    case 'later':
      return { columns: 'due_at = ?', values: [settlement.dueAt] };
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
