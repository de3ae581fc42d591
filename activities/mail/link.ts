import { inTransaction, type Db } from '../../db/connect.ts';
import type { Key } from '../../db/crypto.ts';
import { holdAlive } from '../../db/erasure/alive.ts';
import { linkToken, linkUrl } from '../../db/identity/link-token.ts';
import { makeLink, withdrawLinks } from '../../db/identity/links.ts';
import type { EffectId } from '../../domain/ids.ts';
import type { MailRequest } from '../../domain/mobility/mail.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import type { Reader } from './recipient.ts';

const LINK_MS = 30 * 86_400_000;

/**
 * The address that a mail leads to: the file, or a one-time link, which works before the mail is on its way. Its
 * token follows from the effect, so that a mail sent again carries the same. Undefined for who has no part in the
 * file but a link sent earlier.
 * @param key the mobility's
 * @param url the public address, without a slash at the end
 * @throws Error when the request names no act to sign; MobilityErased
 */
export async function linkOf(
  { db, key, url, now }: { readonly db: Db; readonly key: Key; readonly url: string; readonly now: Date },
  {
    effect,
    file,
    mail,
    reader,
  }: { readonly effect: EffectId; readonly file: Mobility; readonly mail: MailRequest; readonly reader: Reader },
): Promise<string | undefined> {
  const { institution, reference, person } = file;
  if (mail.link === undefined)
    return reader.to === 'partner' ? undefined : `${url}/mobilities/${encodeURIComponent(reference)}`;
  const token = linkToken(key, effect);
  const link = {
    token,
    institution,
    reference,
    email: reader.email,
    expiresAt: new Date(now.getTime() + LINK_MS),
    effect,
  };
  await inTransaction(db, async (tx) => {
    await holdAlive(tx, reference);
    if (mail.link === 'attach') return makeLink(tx, { ...link, purpose: 'attach', person: person.id }, now);
    const { task, item } = mail;
    if (task === undefined || item === undefined)
      throw new Error(`${effect} asks for a link to sign, but not for what.`);
    // A new invitation ends the earlier ones: whoever they were sent to.
    await withdrawLinks(tx, reference, task, item, now, effect);
    return makeLink(tx, { ...link, purpose: 'sign', task, item }, now);
  });
  return linkUrl(url, token);
}
