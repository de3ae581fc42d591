import { inTransaction, type Db, type Tx } from '../../db/connect.ts';
import type { Key } from '../../db/crypto.ts';
import { holdAlone } from '../../db/erasure/alive.ts';
import { lockPerson } from '../../db/identity/people.ts';
import { execute, selectOne } from '../../db/sql.ts';
import type { MailRequest } from '../../domain/mobility/mail.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { localDateOf, type Calendar } from '../../domain/time/calendar.ts';
import type { Instant, LocalDate } from '../../domain/time/civil.ts';
import { instantAt } from '../../domain/time/instants.ts';
import type { Delivery, Outcome } from './deliver.ts';
import type { Claimed } from './outbox.ts';
import { presentCalendar } from './present-calendar.ts';
import { isAmong, saidLately } from './throttle.ts';
import { isGathered, REMINDS, whenToSend, type When } from './when.ts';
import { whose, type OneRecipient, type Whose } from './whose.ts';

interface Held {
  readonly key: Key;
  readonly file: Mobility;
  readonly mail: MailRequest;
  readonly recipient: OneRecipient;
}

/**
 * Decides when a mail goes, once: what was decided stands in its row, so that a try again does not ask anew.
 * @returns undefined when it goes now
 */
export async function hold(on: Delivery, row: Claimed, held: Held): Promise<Outcome | undefined> {
  const { file, mail, recipient } = held;
  const { mailGather, mailQuiet } = on.settings;
  const now = instantAt(on.now().getTime());
  const calendar = await presentCalendar(on.db, file);
  const by = whose(file, recipient);
  const pace = { gather: mailGather, quiet: mailQuiet };
  const when = (toldToday: boolean): When =>
    whenToSend({ template: mail.template, to: by.to, calendar, now, pace, toldToday });
  const isFree = !isGathered(mail.template) || (mailGather === null && !REMINDS.has(mail.template));
  if (isFree || row.reader !== null) {
    // Decided before, or nothing to decide: only the night is left to wait for.
    const goes = whenToSend({
      template: mail.template,
      to: by.to,
      calendar,
      now,
      pace: { ...pace, gather: null },
      toldToday: false,
    });
    return goes.kind === 'later' ? { kind: 'later', dueAt: goes.at } : undefined;
  }
  return inTransaction(on.db, (tx) => decideOnce(tx, row, { ...held, calendar }, by, when, now));
}

/** One at a time for each reader, so that of two mails one is the first. */
async function decideOnce(
  tx: Tx,
  row: Claimed,
  { key, file, mail, calendar }: Held & { readonly calendar: Calendar },
  by: Whose,
  when: (toldToday: boolean) => When,
  now: Instant,
): Promise<Outcome | undefined> {
  if (by.person === undefined) await holdAlone(tx, file.reference);
  else await lockPerson(tx, file.institution, by.person);
  const today = localDateOf(calendar, now);
  const goes = when(await toldOfAWait(tx, by, today));
  if (goes.kind === 'later') return { kind: 'later', dueAt: goes.at };
  if (goes.kind === 'now' && REMINDS.has(mail.template)) {
    const recent = (await saidLately(tx, by.key, now)).filter(({ id }) => id !== row.id);
    if (isAmong(recent, key, file.reference, mail)) return { kind: 'outdated' };
  }
  const isGatheredNow = goes.kind === 'gathered';
  const written = await execute(
    tx,
    `UPDATE outbox SET reader = ?, told_on = ?, gathered = ?${isGatheredNow ? ', due_at = ?, claimed_by = NULL, claimed_until = NULL' : ''}
     WHERE id = ? AND claimed_by = ? AND status = 'pending'`,
    [
      by.key,
      isGatheredNow ? goes.on : today,
      isGatheredNow ? 1 : 0,
      ...(isGatheredNow ? [goes.at] : []),
      row.id,
      row.claim,
    ],
  );
  if (written === 0) return { kind: 'lost' };
  return isGatheredNow ? { kind: 'gathered' } : undefined;
}

/** Whether something that newly waits went to them at once today. */
const toldOfAWait = async (on: Db | Tx, { key }: Whose, today: LocalDate): Promise<boolean> =>
  (await selectOne(
    on,
    "SELECT 1 AS found FROM outbox WHERE reader = ? AND told_on = ? AND gathered = 0 AND status <> 'settled' LIMIT 1",
    [key, today],
  )) !== null;
