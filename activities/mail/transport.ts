import { createTransport } from 'nodemailer';
import { nameOf } from './clean.ts';
import type { Composed } from './compose.ts';
import type { Reader } from './recipient.ts';

/** One message as the mail server gets it. */
export interface Outgoing {
  readonly messageId: string;
  readonly date: Date;
  readonly from: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Record<string, string>;
  readonly disableFileAccess: true;
  readonly disableUrlAccess: true;
}

/** One message to one reader. */
export const outgoing = (
  composed: Composed,
  { reader, ...message }: Pick<Outgoing, 'messageId' | 'date' | 'from'> & { readonly reader: Reader },
): Outgoing => ({
  ...composed,
  ...message,
  to: { name: nameOf(reader.name), address: reader.email },
  // RFC 3834: nobody's holiday note answers it.
  headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': reader.language },
  disableFileAccess: true,
  disableUrlAccess: true,
});

/** What nodemailer gives; a test may put something else in its place. */
export interface Transport {
  sendMail(message: Outgoing): Promise<unknown>;
}

/** Mails on their way at once: each has a connection, since one that waits for a connection would use its time up. */
export const LANES = 8;

const SECONDS = 1000;

/**
 * The way to the mail server, for `startMailer`; each wait ends well before a mail's lease.
 * @param smtpUrl as `settings.smtpUrl`
 * @returns `close` gives its connections back: call it after the mailer has stopped
 */
export function makeTransport(smtpUrl: string): Transport & { close(): void } {
  const transporter = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: LANES,
    connectionTimeout: 10 * SECONDS,
    dnsTimeout: 10 * SECONDS,
    greetingTimeout: 10 * SECONDS,
    socketTimeout: 20 * SECONDS,
  });
  return {
    sendMail: (message) => transporter.sendMail({ ...message }),
    close: () => {
      transporter.close();
    },
  };
}
