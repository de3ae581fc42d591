import type { Settings } from '../../config/settings.ts';
import type { Db } from '../../db/connect.ts';
import { DatabaseError } from '../../db/errors.ts';
import { holdersOf } from '../../db/identity/holders.ts';
import type { Keys } from '../../db/keys.ts';
import { openRequest } from '../../db/records/outbox.ts';
import { readMobility } from '../../db/records/read.ts';
import type { MailRequest } from '../../domain/mobility/mail.ts';
import type { RoleRecipient } from '../../domain/mobility/shares.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import type { Instant } from '../../domain/time/civil.ts';
import { isAddress } from './clean.ts';
import { compose } from './compose.ts';
import { isAmongStaff, withoutStaffWords } from './among-staff.ts';
import { failureOf, type Failure } from './failure.ts';
import { hold } from './hold.ts';
import { linkOf } from './link.ts';
import { messageId } from './message-id.ts';
import type { Claimed } from './outbox.ts';
import { outdated } from './outdated.ts';
import { letterhead } from './recipient.ts';
import { share } from './share.ts';
import { outgoing, type Outgoing, type Transport } from './transport.ts';
import { within } from './within.ts';

export interface Delivery {
  readonly db: Db;
  readonly keys: Keys;
  readonly settings: Pick<Settings, 'url' | 'mailFrom' | 'smtpUrl' | 'mailGather' | 'mailQuiet'>;
  readonly transport: Transport;
  readonly now: () => Date;
}

export type Outcome =
  | { readonly kind: 'sent' }
  /** Made into one mail for each holder of a role: nothing is left to settle. */
  | { readonly kind: 'shared' }
  /** Settled by somebody else meanwhile. */
  | { readonly kind: 'lost' }
  /** Not sent, because it has nothing to say any more. */
  | { readonly kind: 'outdated' }
  /** Not sent: it is night. */
  | { readonly kind: 'later'; readonly dueAt: Instant }
  /** Waits for its reader's next mail of gathered things; written already. */
  | { readonly kind: 'gathered' }
  | Failed;

export type Failed = { readonly kind: 'failed'; readonly permanent: boolean } & Failure;

/**
 * For making and sending one: shorter than a lease, so that a mail that hangs is given up by who sends it before
 * somebody else takes it.
 */
export const WITHIN_MS = 45_000;

/**
 * Makes and sends one mail.
 * @throws DatabaseError when the database cannot be reached; any other trouble is an outcome
 */
export async function deliver(on: Delivery, row: Claimed): Promise<Outcome> {
  const until = performance.now() + WITHIN_MS;
  let message: Outgoing | Outcome;
  try {
    message = await prepare(on, row);
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    return { kind: 'failed', permanent: false, code: 'mail-not-made', message: notMade(error) };
  }
  if ('kind' in message) return message;
  try {
    // A crash from here to the mark of `sent` sends it again with the same Message-ID, and with the same link in it:
    // that is the guarantee, never lost and known as one. SMTP itself allows no better.
    await within(Math.max(1, until - performance.now()), on.transport.sendMail(message));
    return { kind: 'sent' };
  } catch (error) {
    return { kind: 'failed', ...failureOf(error) };
  }
}

async function prepare(on: Delivery, row: Claimed): Promise<Outgoing | Outcome> {
  const { db, keys, settings } = on;
  const now = on.now();
  const key = await keys.existingKey(db, row.reference);
  const request = openRequest(key, row.id, row.body);
  const read = await readMobility(db, keys, row.reference);
  if (request.kind !== 'mail' || read?.state == null) throw new TypeError('The outbox holds a mail that is none.');
  const { state: file, procedure } = read;
  const mail = withoutStaffWords(procedure, request.mail);
  if (outdated(file, mail) || isAmongStaff(procedure, file, mail)) return { kind: 'outdated' };
  const { recipient } = mail;
  if (recipient.to === 'role') return toHolders(on, row, file, mail, recipient);
  if (recipient.to === 'somebody' && recipient.as !== undefined) {
    const [holders = []] = await holdersOf(db, file, [recipient.as], now);
    if (!holders.includes(recipient.person)) return { kind: 'outdated' };
  }
  const held = await hold(on, row, { key, file, mail, recipient });
  if (held !== undefined) return held;
  const { institution, reader } = await letterhead(db, file, recipient);
  if (reader === undefined) return unknownRecipient;
  if (!isAddress(reader.email)) return invalidAddress;
  const { url, mailFrom } = settings;
  const link = await linkOf({ db, key, url, now }, { effect: row.id, file, mail, reader });
  return outgoing(compose({ file, procedure, institution, mail, reader, link }), {
    messageId: messageId(row.id, new URL(url).hostname),
    date: now,
    from: mailFrom,
    reader,
  });
}

async function toHolders(
  { db, keys, now }: Delivery,
  row: Claimed,
  file: Mobility,
  mail: MailRequest,
  role: RoleRecipient,
): Promise<Outcome> {
  const [holders = []] = await holdersOf(db, file, [role], now());
  if (holders.length === 0)
    return {
      kind: 'failed',
      permanent: true,
      code: 'role-unheld',
      message: `Nobody has the role ${role.role} for ${role.unit}, so nobody was told. Grant it to somebody, then retry.`,
    };
  return { kind: (await share(db, keys, row, mail, role, holders)) ? 'shared' : 'lost' };
}

export const unknownRecipient: Failed = {
  kind: 'failed',
  permanent: true,
  code: 'recipient-unknown',
  message: 'Whoever was to get this message is not in the records of the institution any more.',
};
export const invalidAddress: Failed = {
  kind: 'failed',
  permanent: true,
  code: 'address-invalid',
  message: 'The address of whoever was to get this message is not one. Correct it, then retry.',
};

/** An error's own text may quote what people wrote. */
export const notMade = (error: unknown): string =>
  `The message could not be made (${error instanceof Error ? error.name : 'unknown error'}). Tell who operates the system; then retry.`;
