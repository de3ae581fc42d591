import { messageId } from '../../../activities/mail/message-id.ts';
import { mails } from '../../../dev/demo/mails.ts';
import { select } from '../../../db/sql.ts';
import type { Evidence, Fault } from '../verdict.ts';

/** The effect that a mail is of: a role's mail and its copies for each holder share the first three parts. */
const effectOf = (id: string): string => /^<[^.@]+\.\d+\.\d+/.exec(id)?.[0] ?? id;

/**
 * Settled: whoever sent it died before they could say so, and when it was looked at again it had nothing to say any more.
 */
const CAME: readonly string[] = ['sent', 'settled'];

/** Each mail went out, known by one Message-ID; the same one may have come twice, and leads to the same place then. */
export async function judgeMails({ db, ground }: Evidence, reference: string): Promise<Fault[]> {
  const faults: Fault[] = [];
  const host = new URL(ground.url).hostname;
  const rows = await select<{ id: string; status: string }>(
    db,
    "SELECT id, status FROM outbox WHERE reference = ? AND channel = 'mail'",
    [reference],
  );
  const known = new Map(rows.map(({ id, status }) => [messageId(id, host), status]));
  const caught = (await mails(ground)).filter(({ messageId: id }) => id.startsWith(`<${reference}.`));
  const readers = new Map<string, string>();
  const texts = new Map<string, string>();
  for (const { messageId: id, to, subject, text } of caught) {
    const status = known.get(id);
    if (status === undefined) faults.push({ kind: 'doubled', what: `a mail ${id} came that nobody asked for` });
    else if (!CAME.includes(status))
      faults.push({ kind: 'contradicted', what: `mail ${id} came and counts as ${status}` });
    const said = `${subject} ${/https?:\S+/.exec(text)?.[0] ?? ''}`;
    if ((texts.get(id) ?? said) !== said)
      faults.push({ kind: 'contradicted', what: `mail ${id} came twice, and not alike` });
    texts.set(id, said);
    const reader = `${effectOf(id)} ${String(to)}`;
    if ((readers.get(reader) ?? id) !== id)
      faults.push({ kind: 'doubled', what: `${String(to)} got one mail as ${id} and as ${readers.get(reader) ?? ''}` });
    readers.set(reader, id);
  }
  for (const [id, status] of known)
    if (status === 'sent' && !texts.has(id))
      faults.push({ kind: 'lost', what: `mail ${id} counts as sent and never came` });
  return faults;
}
