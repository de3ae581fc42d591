import type { Db, Tx } from '../../db/connect.ts';
import type { Key } from '../../db/crypto.ts';
import { openRequest } from '../../db/records/outbox.ts';
import { select } from '../../db/sql.ts';
import type { EffectId, Reference } from '../../domain/ids.ts';
import { clockId } from '../../domain/mobility/clocks.ts';
import type { MailRequest } from '../../domain/mobility/mail.ts';
import type { Instant } from '../../domain/time/civil.ts';
import { laterBy } from '../../domain/time/instants.ts';
import { THROTTLE_SECONDS } from './when.ts';

/** A mail that went to a reader within the throttle's hours, or is on its way by itself. */
export interface SaidLately {
  readonly id: EffectId;
  readonly reference: Reference;
  readonly body: Buffer;
}

/** Who was told longer ago than this was told longer ago than the throttle's hours, however often it was tried. */
const LOOK_BACK_SECONDS = 4 * 86_400;

export const saidLately = (on: Db | Tx, reader: string, now: Instant): Promise<SaidLately[]> =>
  select<SaidLately>(
    on,
    `SELECT id, reference, body FROM outbox WHERE reader = ? AND told_on >= ?
       AND ((status = 'sent' AND sent_at > ?) OR (status = 'pending' AND gathered = 0))`,
    [reader, laterBy(now, -LOOK_BACK_SECONDS).slice(0, 10), laterBy(now, -THROTTLE_SECONDS)],
  );

/**
 * Whether one of them said the same of the same thing: of this task, or item, of this file.
 * @param key the file's
 */
export const isAmong = (said: readonly SaidLately[], key: Key, reference: Reference, mail: MailRequest): boolean =>
  said.some(({ id, reference: of, body }) => {
    if (of !== reference) return false;
    const request = openRequest(key, id, body);
    return (
      request.kind === 'mail' && request.mail.template === mail.template && thingOf(request.mail) === thingOf(mail)
    );
  });

/** What a mail is about, within its file. */
export const thingOf = ({ task = '', item }: MailRequest): string => clockId(task, item);
