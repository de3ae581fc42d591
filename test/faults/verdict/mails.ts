import { digestId, messageId } from '../../../activities/mail/message-id.ts';
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
  const rows = await select<{
    id: string;
    status: string;
    reader: string | null;
    told_on: string | null;
    gathered: number | null;
  }>(db, "SELECT id, status, reader, told_on, gathered FROM outbox WHERE reference = ? AND channel = 'mail'", [
    reference,
  ]);
  const alone = rows.filter(({ gathered }) => gathered !== 1);
  const known = new Map(alone.map(({ id, status }) => [messageId(id, host), status]));
  const all = await mails(ground);
  const caught = all.filter(({ messageId: id }) => id.startsWith(`<${reference}.`));
  faults.push(...lostWithOthers(rows, all, host));
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

/** Of what went with others in one mail, each counts as sent only when that mail came, and names its file. */
function lostWithOthers(
  rows: readonly {
    id: string;
    status: string;
    reader: string | null;
    told_on: string | null;
    gathered: number | null;
  }[],
  all: Awaited<ReturnType<typeof mails>>,
  host: string,
): Fault[] {
  return rows.flatMap(({ id, status, reader, told_on: on, gathered }) => {
    if (gathered !== 1 || status !== 'sent') return [];
    const name = digestId(reader ?? '', on ?? '', host);
    const reference = id.split('/')[0] ?? '';
    const came = all.some((mail) => mail.messageId === name && mail.text.includes(reference));
    return came ? [] : [{ kind: 'lost' as const, what: `mail ${id} counts as sent in ${name}, which never came` }];
  });
}
