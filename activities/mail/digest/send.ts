import { inTransaction } from '../../../db/connect.ts';
import { DatabaseError } from '../../../db/errors.ts';
import { execute } from '../../../db/sql.ts';
import { openRequest } from '../../../db/records/outbox.ts';
import { readMobility } from '../../../db/records/read.ts';
import type { EffectId } from '../../../domain/ids.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import type { Instant } from '../../../domain/time/civil.ts';
import { instantAt, laterBy } from '../../../domain/time/instants.ts';
import { afterQuiet } from '../../../domain/time/quiet.ts';
import { isAddress } from '../clean.ts';
import { invalidAddress, notMade, unknownRecipient, WITHIN_MS, type Delivery, type Failed } from '../deliver.ts';
import { failureOf, waitAfter } from '../failure.ts';
import { digestId } from '../message-id.ts';
import { settleAll, type Claimed, type Settlement } from '../outbox.ts';
import { letterhead } from '../recipient.ts';
import { outgoing, type Outgoing } from '../transport.ts';
import { nextGathering } from '../when.ts';
import { whose, type OneRecipient, type Whose } from '../whose.ts';
import { within } from '../within.ts';
import { take, type Gathered, type Take } from './take.ts';
import { thingsOf, type Things } from './things.ts';
import { write } from './write.ts';

export type DigestOutcome =
  | { readonly kind: 'sent'; readonly rows: number }
  /** Nothing is left to tell. */
  | { readonly kind: 'empty' }
  /** Somebody else does it, or tomorrow's mail will. */
  | { readonly kind: 'left' }
  | { readonly kind: 'later' }
  | (Failed & { readonly rows: number });

interface Addressed {
  readonly file: Mobility;
  readonly recipient: OneRecipient;
  readonly by: Whose & { readonly person: string };
}

/** Of the time for one mail, what is left for writing and sending it. */
const SENDING_MS = 25_000;

/**
 * Makes and sends the mail of what was gathered for the reader of this row, and settles all of its rows.
 * @throws DatabaseError when the database cannot be reached; the rows are taken up again when their lease is over
 */
export async function sendDigest(on: Delivery, row: Claimed): Promise<DigestOutcome> {
  const until = performance.now() + WITHIN_MS;
  const now = instantAt(on.now().getTime());
  const addressed = await addressedBy(on, row);
  if (addressed === undefined) {
    await letGo(on, row.claim, [row.id]);
    return { kind: 'left' };
  }
  const { file, by } = addressed;
  const { calendar, institution } = file;
  const pace = { gather: on.settings.mailGather, quiet: on.settings.mailQuiet };
  const next = nextGathering({ to: by.to, calendar, now, pace }, on.settings.mailGather ?? '09:30');
  const reader = row.reader ?? by.key;
  const to = { institution, person: by.person, calendar };
  const taken = await take(on.db, { reader, row, to, now, next });
  if (taken.kind !== 'taken') return { kind: 'left' };
  const ids = taken.rows.map(({ id }) => id);
  const awake = pace.quiet ? afterQuiet(calendar, now) : now;
  if (awake > now) {
    await settleAll(on.db, taken.claim, ids, { status: 'later', dueAt: awake });
    return { kind: 'later' };
  }
  const found = await thingsOf({ ...on, reader, now: on.now(), until: until - SENDING_MS }, taken.rows);
  await letGo(on, taken.claim, found.broken);
  // What is settled before the mail goes cannot be in it when it goes again.
  await settleAll(on.db, taken.claim, found.over, { status: 'settled' });
  if (found.things.length + found.unread === 0) return { kind: 'empty' };
  const failed = await sendIt(on, addressed, taken, found, reader, until);
  const { told } = found;
  const settlement = failed === undefined ? sent(on) : given(failed, taken.rows, instantAt(on.now().getTime()));
  const rows = await inTransaction(on.db, (tx) => settleAll(tx, taken.claim, told, settlement));
  return failed === undefined ? { kind: 'sent', rows } : { ...failed, rows };
}

/** For whom a row was gathered; undefined when that cannot be read. */
async function addressedBy({ db, keys }: Delivery, row: Claimed): Promise<Addressed | undefined> {
  try {
    const request = openRequest(await keys.existingKey(db, row.reference), row.id, row.body);
    const file = (await readMobility(db, keys, row.reference))?.state;
    if (request.kind !== 'mail' || file == null || request.mail.recipient.to === 'role') return undefined;
    const { recipient } = request.mail;
    const { person, ...by } = whose(file, recipient);
    return person === undefined ? undefined : { file, recipient, by: { ...by, person } };
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    return undefined;
  }
}

async function sendIt(
  on: Delivery,
  addressed: Addressed,
  { day }: Take & { kind: 'taken' },
  found: Things,
  key: string,
  until: number,
): Promise<Failed | undefined> {
  let message: Outgoing | Failed;
  try {
    message = await make(on, addressed, found, digestId(key, day, new URL(on.settings.url).hostname));
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    return { kind: 'failed', permanent: false, code: 'mail-not-made', message: notMade(error) };
  }
  if ('kind' in message) return message;
  try {
    // As in `deliver`: a crash from here on sends it again, known as the same.
    await within(Math.max(1, until - performance.now()), on.transport.sendMail(message));
    return undefined;
  } catch (error) {
    return { kind: 'failed', ...failureOf(error) };
  }
}

async function make(
  { db, settings, now }: Delivery,
  { file, recipient }: Addressed,
  { things, unread }: Things,
  messageId: string,
): Promise<Outgoing | Failed> {
  const { institution, reader } = await letterhead(db, file, recipient);
  if (reader === undefined) return unknownRecipient;
  if (!isAddress(reader.email)) return invalidAddress;
  return outgoing(write({ things, unread, reader, institution, url: settings.url }), {
    messageId,
    date: now(),
    from: settings.mailFrom,
    reader,
  });
}

const sent = ({ now }: Delivery): Settlement => ({ status: 'sent', at: instantAt(now().getTime()) });

/** All of them share its tries: they are one mail. */
function given({ code, message, permanent }: Failed, rows: readonly Gathered[], now: Instant): Settlement {
  const tries = Math.max(...rows.map((row) => row.tries)) + 1;
  const wait = permanent ? undefined : waitAfter(tries);
  const failure = { code, message };
  return wait === undefined
    ? { status: 'undelivered', tries, dueAt: now, failure }
    : { status: 'pending', tries, dueAt: laterBy(now, wait), failure };
}

/** Rows that cannot be read go on by themselves: each then fails alone, and its file is told. */
async function letGo({ db }: Delivery, claim: string, ids: readonly EffectId[]): Promise<void> {
  for (const id of ids)
    await execute(
      db,
      "UPDATE outbox SET gathered = 0, claimed_by = NULL, claimed_until = NULL WHERE id = ? AND claimed_by = ? AND status = 'pending'",
      [id, claim],
    );
}
