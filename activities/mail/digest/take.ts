import { randomUUID } from 'node:crypto';
import { inTransaction, type Db, type Tx } from '../../../db/connect.ts';
import { lockPerson } from '../../../db/identity/people.ts';
import { execute, select, selectOne } from '../../../db/sql.ts';
import type { EffectId, InstitutionId, PersonId, Reference } from '../../../domain/ids.ts';
import { instantOf, localDateOf, type Calendar } from '../../../domain/time/calendar.ts';
import type { Instant, LocalDate } from '../../../domain/time/civil.ts';
import { laterBy } from '../../../domain/time/instants.ts';
import type { Claimed } from '../outbox.ts';

/** Who is to get what was gathered for them. */
export interface Addressee {
  readonly institution: InstitutionId;
  readonly person: PersonId;
  readonly calendar: Calendar;
}

/** A row of what was gathered. */
export interface Gathered {
  readonly id: EffectId;
  readonly reference: Reference;
  readonly body: Buffer;
  readonly tries: number;
}

export type Take =
  | {
      readonly kind: 'taken';
      readonly claim: string;
      /** Of the oldest row: with the reader it names the mail, also when it is sent again with more in it. */
      readonly day: LocalDate;
      readonly rows: readonly Gathered[];
    }
  /** They had their mail of today, or get it just now: what is left goes with the next. */
  | { readonly kind: 'full' }
  /** Somebody else has taken the row. */
  | { readonly kind: 'lost' };

/** Longer than reading thousands of files and sending one mail may take. */
const LEASE_SECONDS = 180;
/** What tells the claim of a whole mail from that of one of its rows, which anybody may take over. */
const MARK = 'digest:';

/**
 * Takes all that is due of what was gathered for a reader, whoever holds single rows of it. Only one does so at a time.
 * @param next where what comes too late for today's mail goes
 */
export const take = (
  db: Db,
  { reader, row, to, now, next }: { reader: string; row: Claimed; to: Addressee; now: Instant; next: NextMail },
): Promise<Take> =>
  inTransaction(db, async (tx) => {
    await lockPerson(tx, to.institution, to.person);
    const held = await selectOne(tx, "SELECT id FROM outbox WHERE id = ? AND claimed_by = ? AND status = 'pending'", [
      row.id,
      row.claim,
    ]);
    if (held === null) return { kind: 'lost' };
    if (await hadOne(tx, reader, instantOf(to.calendar, localDateOf(to.calendar, now), '00:00'), now)) {
      await execute(
        tx,
        `UPDATE outbox SET told_on = ?, due_at = ?, claimed_by = NULL, claimed_until = NULL WHERE ${FREE}`,
        [next.on, next.at, ...free(reader, now)],
      );
      return { kind: 'full' };
    }
    const claim = `${MARK}${randomUUID()}`;
    await execute(tx, `UPDATE outbox SET claimed_by = ?, claimed_until = ? WHERE ${FREE}`, [
      claim,
      laterBy(now, LEASE_SECONDS),
      ...free(reader, now),
    ]);
    const rows = await select<Gathered & { told_on: LocalDate }>(
      tx,
      `SELECT id, reference, body, tries, told_on FROM outbox WHERE reader = ? AND claimed_by = ?
       ORDER BY reference, seq, n`,
      [reader, claim],
    );
    const day = rows.map(({ told_on: on }) => on).sort()[0];
    if (day === undefined) return { kind: 'lost' };
    // As one mail from now on: after a crash it is known by the same day.
    await execute(tx, 'UPDATE outbox SET told_on = ? WHERE reader = ? AND claimed_by = ? AND told_on <> ?', [
      day,
      reader,
      claim,
      day,
    ]);
    return { kind: 'taken', claim, day, rows };
  });

export interface NextMail {
  readonly on: LocalDate;
  readonly at: Instant;
}

const FREE = `reader = ? AND gathered = 1 AND status = 'pending' AND due_at <= ?
  AND (claimed_by IS NULL OR claimed_by NOT LIKE '${MARK}%' OR claimed_until <= ?)`;
const free = (reader: string, now: Instant): [string, Instant, Instant] => [reader, now, now];

const hadOne = async (tx: Tx, reader: string, today: Instant, now: Instant): Promise<boolean> =>
  (await selectOne(
    tx,
    `SELECT 1 AS found FROM outbox WHERE reader = ? AND gathered = 1
       AND ((status = 'sent' AND sent_at >= ?)
         OR (status = 'pending' AND claimed_by LIKE '${MARK}%' AND claimed_until > ?)) LIMIT 1`,
    [reader, today, now],
  )) !== null;
