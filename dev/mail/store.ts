import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { writeAtomically } from '../files.ts';

/** A message that was caught. */
export interface Mail {
  readonly id: string;
  readonly messageId: string;
  readonly from: string;
  /** Envelope and header, small letters, each once. */
  readonly to: readonly string[];
  readonly subject: string;
  /** When it was caught. */
  readonly date: string;
  readonly text: string;
  /** Absolute path of the .eml. */
  readonly file: string;
}

export interface MailStore {
  /** Keeps a message, also one with a Message-ID that is there already. Resolves when it is on the disk. */
  keep(raw: Buffer, recipients: readonly string[]): Promise<void>;
  /** Newest first. */
  list(): readonly Mail[];
}

/** File names sort by time; the envelope's recipients, which the message need not name, are kept as a header. */
const NAME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z-\d{6}-[0-9a-f]{8}\.eml$/;
const ENVELOPE_HEADER = 'x-envelope-to';

/** Opens the folder with what was caught before. */
export async function openMailStore(folder: string): Promise<MailStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const mails: Mail[] = [];
  for (const name of (await readdir(folder)).filter((one) => NAME.test(one)).sort()) {
    mails.push(await read(await readFile(join(folder, name)), folder, name));
  }
  let count = 0;
  return {
    async keep(raw, recipients) {
      count = (count + 1) % 1_000_000;
      const at = new Date().toISOString().replace(/[:.]/g, '-');
      const name = `${at}-${String(count).padStart(6, '0')}-${randomBytes(4).toString('hex')}.eml`;
      const envelope = `X-Envelope-To: ${recipients.map((one) => one.replace(/[\r\n]/g, '')).join(', ')}\r\n`;
      const whole = Buffer.concat([Buffer.from(envelope), raw]);
      const mail = await read(whole, folder, name);
      await writeAtomically(join(folder, name), whole);
      mails.push(mail);
      mails.sort((one, other) => (one.id < other.id ? -1 : 1));
    },
    list: () => mails.toReversed(),
  };
}

async function read(raw: Buffer, folder: string, name: string): Promise<Mail> {
  const parsed = await simpleParser(raw, { skipHtmlToText: false, skipTextToHtml: true });
  const envelope = parsed.headers.get(ENVELOPE_HEADER);
  const header = [parsed.to ?? []].flat().flatMap((to) => to.value.map((one) => one.address ?? ''));
  const to = [...(typeof envelope === 'string' ? envelope.split(',') : []), ...header].map((one) =>
    one.trim().toLowerCase(),
  );
  return {
    id: name.replace(/\.eml$/, ''),
    messageId: parsed.messageId ?? '',
    from: parsed.from?.text ?? '',
    to: [...new Set(to)].filter((one) => one !== ''),
    subject: parsed.subject ?? '',
    date: name.replace(NAME, '$1-$2-$3T$4:$5:$6.$7Z'),
    text: parsed.text ?? '',
    file: join(folder, name),
  };
}
